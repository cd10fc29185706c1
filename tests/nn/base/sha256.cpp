// SPDX-License-Identifier: Apache-2.0
#include "nn/base/sha256.h"

#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

namespace {

// Examples of FIPS 180-2, appendix B, and the empty message.
TEST(Sha256, EqualsTheStandardsExamples) {
    EXPECT_EQ(nn::sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(nn::sha256("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(nn::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(nn::sha256(std::string(1000000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PadsAtEveryLengthAroundABlock) {
    EXPECT_EQ(nn::sha256(std::string(55, 'a')),
              "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    EXPECT_EQ(nn::sha256(std::string(64, 'a')),
              "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST(Sha256, OfAFileIsThatOfItsBytes) {
    const TemporaryFolder folder;
    std::string bytes;
    for (int i = 0; i < 3'000'001; ++i)
        bytes += static_cast<char>(i % 251);
    EXPECT_EQ(nn::file_sha256(folder.write("long", bytes)), nn::sha256(bytes));
    EXPECT_EQ(nn::file_sha256(folder.write("empty", "")), nn::sha256(""));
}

TEST(Sha256, OfWhatCannotBeReadIsAnError) {
    for (const std::string place : {"/nowhere", "/tmp", "/dev/zero"})
        EXPECT_EQ(error_text([&] { nn::file_sha256(place); }), place + ": no such file");
    EXPECT_EQ(error_text([] { nn::file_sha256("/proc/self/mem"); }),
              "/proc/self/mem: cannot be read (Input/output error)");
}

} // namespace
