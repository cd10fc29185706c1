// SPDX-License-Identifier: Apache-2.0
#include "apps/commands/command_line.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using Words = std::vector<std::string>;

/// `run` takes one word, `validate` many; both have options.
std::vector<apps::Command> sample() {
    std::vector<apps::Command> commands;
    for (const char *name : {"run", "train", "search", "describe", "report", "validate"})
        commands.push_back({name, "", "", nullptr});
    commands.front().options = {{"-o", "FILE", ""}, {"--vcd", "FILE", ""}};
    commands.back().options = {{"--json", "", ""}, {"--folder", "FOLDER", ""}};
    commands.back().takes_many_words = true;
    return commands;
}
const std::vector<apps::Command> commands = sample();

std::string command_complaint(const Words &words) {
    try {
        apps::parse_command_line(words, commands);
    } catch (const std::invalid_argument &error) {
        return error.what();
    }
    return "";
}

TEST(CommandLine, SortsItsWords) {
    const auto line = apps::parse_command_line(
        {"run", "--chip.tile.adc.bits=6", "a.cfg", "--run.out", "x=y", "--network.kernels.2", "-3"},
        commands);
    EXPECT_EQ(line.command, "run");
    EXPECT_EQ(line.argument(), "a.cfg");
    EXPECT_EQ(line.overrides,
              (Words{"chip.tile.adc.bits=6", "run.out=x=y", "network.kernels.2=-3"}));
    EXPECT_FALSE(line.help);
}

TEST(CommandLine, TakesNoWordForTheValueOfAnother) {
    EXPECT_EQ(command_complaint({"run", "--vcd", "--run.images=3", "a.cfg"}),
              "option --vcd has no value; it looks like --vcd=VALUE");
    EXPECT_EQ(command_complaint({"run", "--vcd=", "a.cfg"}),
              "option --vcd has no value; it looks like --vcd=VALUE");
    EXPECT_EQ(command_complaint({"run", "--vcd", ""}),
              "option --vcd has no value; it looks like --vcd=VALUE");
    EXPECT_EQ(command_complaint({"run", "a.cfg", "-o"}),
              "option -o has no value; it looks like -o VALUE");
    EXPECT_EQ(command_complaint({"run", "--vcd", "a", "--vcd=b"}),
              "option --vcd is given twice; once is right");
    EXPECT_EQ(command_complaint({"validate", "--json=no"}),
              "option --json takes no value, but got 'no'");
    EXPECT_EQ(command_complaint({"run", "--", "a.cfg"}), "unknown option '--'; did you mean -o?");
    EXPECT_EQ(
        command_complaint({"run", "++"}),
        "unknown option '++'; crossweave run --help lists them, crossweave describe all keys");
    EXPECT_EQ(command_complaint({"-help"}), "unknown option '-help'; did you mean --help?");
    EXPECT_EQ(command_complaint({"run", "-vcd=x"}), "unknown option '-vcd'; did you mean --vcd?");
    EXPECT_EQ(command_complaint({"a.cfg", "run"}),
              "unknown command 'a.cfg'; crossweave --help lists them");
    for (const Words &words : {Words{"run", "a.cfg", "-o", "x"}, Words{"run", "-o=x", "a.cfg"}}) {
        const auto line = apps::parse_command_line(words, commands);
        EXPECT_EQ(line.value("-o"), "x");
        EXPECT_EQ(line.argument(), "a.cfg");
    }
}

TEST(CommandLine, TakesWordsAsTheyAre) {
    const auto line = apps::parse_command_line(
        {"--run.images=2", "run", "[a,b]", "--vcd", "[c,d]", "--run.out", "", "--run.images=3"},
        commands);
    EXPECT_EQ(line.argument(), "[a,b]");
    EXPECT_EQ(line.value("--vcd"), "[c,d]");
    EXPECT_EQ(line.overrides, (Words{"run.images=2", "run.out=", "run.images=3"}));
    EXPECT_EQ(apps::parse_command_line({"run", "train"}, commands).argument(), "train");
}

TEST(CommandLine, KnowsHelpAndVersionAnywhere) {
    EXPECT_EQ(apps::parse_command_line({"help", "train"}, commands).command, "train");
    EXPECT_TRUE(apps::parse_command_line({"help", "train"}, commands).help);
    EXPECT_TRUE(apps::parse_command_line({"--help", "train"}, commands).help);
    EXPECT_TRUE(apps::parse_command_line({"version"}, commands).version);
    EXPECT_EQ(command_complaint({"help", "serach"}),
              "unknown command 'serach'; did you mean search?");
    EXPECT_TRUE(apps::parse_command_line({"--help"}, commands).help);
    EXPECT_TRUE(apps::parse_command_line({"train", "-h"}, commands).help);
    EXPECT_TRUE(apps::parse_command_line({"--version"}, commands).version);
    EXPECT_TRUE(apps::parse_command_line({}, commands).command.empty());
}

TEST(CommandLine, NamesWhatWasMeant) {
    EXPECT_EQ(command_complaint({"serach", "a.cfg"}),
              "unknown command 'serach'; did you mean search?");
    EXPECT_EQ(command_complaint({"run", "--hepl"}),
              "unknown option '--hepl'; did you mean --help?");
    EXPECT_EQ(command_complaint({"run", "--images=3"}),
              "unknown option '--images'; did you mean --train.images?");
    EXPECT_EQ(command_complaint({"run", "-run.images=3"}),
              "unknown option '-run.images'; did you mean --run.images?");
    EXPECT_EQ(command_complaint({"run", "--run.images"}),
              "option --run.images has no value; it looks like --run.images=VALUE");
    EXPECT_EQ(command_complaint({"run", "--run.\x1b[2J"}),
              "option --run.?[2J has no value; it looks like --run.?[2J=VALUE");
    EXPECT_EQ(command_complaint({"run", "--run.images", "--run.threads=1"}),
              "option --run.images has no value; it looks like --run.images=VALUE");
    EXPECT_EQ(command_complaint({"run", ""}),
              "an empty word where a command, its argument or an option belongs");
    EXPECT_EQ(command_complaint({"run", "a.cfg", "b.cfg"}),
              "'b.cfg' is a word too many after 'a.cfg'; keys are given as --chip.tile.adc.bits=6");
}

TEST(CommandLine, TakesACommandsOwnOptionsAndWords) {
    const auto line = apps::parse_command_line(
        {"validate", "P1", "--json", "--folder=x", "P2", "--run.threads=1"}, commands);
    EXPECT_EQ(line.arguments, (Words{"P1", "P2"}));
    EXPECT_TRUE(line.has("--json"));
    EXPECT_EQ(line.options.at("--folder"), "x");
    EXPECT_EQ(line.overrides, Words{"run.threads=1"});
    EXPECT_EQ(
        command_complaint({"run", "--json"}),
        "unknown option '--json'; crossweave run --help lists them, crossweave describe all keys");
    EXPECT_EQ(command_complaint({"validate", "--jsno"}),
              "unknown option '--jsno'; did you mean --json?");
    EXPECT_EQ(command_complaint({"validate", "--folder"}),
              "option --folder has no value; it looks like --folder=VALUE");
}

} // namespace
