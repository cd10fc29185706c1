// SPDX-License-Identifier: Apache-2.0
#include "nn/data/dataset.h"
#include "nn/base/file_bytes.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <zlib.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

namespace fs = std::filesystem;

std::string big_endian(std::uint32_t value) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0})
        bytes += static_cast<char>(value >> shift & 255);
    return bytes;
}

std::string idx_images(std::uint32_t count, std::uint32_t height, std::uint32_t width,
                       const std::string &pixels) {
    return big_endian(2051) + big_endian(count) + big_endian(height) + big_endian(width) + pixels;
}

std::string idx_labels(std::uint32_t count, const std::string &labels) {
    return big_endian(2049) + big_endian(count) + labels;
}

std::string gzipped(const std::string &bytes) {
    const TemporaryFolder folder;
    const std::string file = folder.write("x.gz", "");
    gzFile stream = gzopen(file.c_str(), "wb");
    gzwrite(stream, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(stream);
    std::ifstream packed(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(packed), {}};
}

const std::string two_images = idx_images(2, 1, 3, "abcdef");
const std::string two_labels = idx_labels(2, std::string("\x03\x09", 2));

/// What load_idx() says of these two files, without the folder's name.
std::string idx_fault(const std::string &images, const std::string &labels) {
    const TemporaryFolder folder;
    const std::string a = folder.write("images", images), b = folder.write("labels", labels);
    std::string text = error_text([&] { nn::load_idx(a, b); });
    EXPECT_EQ(text.find('\n'), std::string::npos);
    for (std::size_t at; (at = text.find(folder.path().string() + "/")) != std::string::npos;)
        text.erase(at, folder.path().string().size() + 1);
    return text;
}

/// Four IDX files of a data set; test images are `test_width` wide.
void write_set(const TemporaryFolder &folder, const std::string &inner, std::uint32_t test_width) {
    fs::create_directories(folder.path() / inner);
    folder.write(inner + "/train-images-idx3-ubyte", two_images);
    folder.write(inner + "/train-labels-idx1-ubyte.gz", gzipped(two_labels));
    folder.write(inner + "/t10k-images-idx3-ubyte",
                 idx_images(1, 1, test_width, std::string(test_width, 'x')));
    folder.write(inner + "/t10k-labels-idx1-ubyte", idx_labels(1, std::string(1, '\0')));
}

/// CROSSWEAVE_DATA for the length of a scope.
class DataVariable {
  public:
    explicit DataVariable(const std::string &value) {
        if (const char *outer = std::getenv(name))
            outer_ = outer;
        value.empty() ? unsetenv(name) : setenv(name, value.c_str(), 1);
    }
    ~DataVariable() { outer_.empty() ? unsetenv(name) : setenv(name, outer_.c_str(), 1); }
    DataVariable(const DataVariable &) = delete;
    DataVariable &operator=(const DataVariable &) = delete;

  private:
    static constexpr const char *name = "CROSSWEAVE_DATA";
    std::string outer_;
};

} // namespace

TEST(Idx, ReadsPlainAndGzippedFilesAlike) {
    const TemporaryFolder folder;
    for (const bool packed : {false, true}) {
        const std::string a = folder.write("i", packed ? gzipped(two_images) : two_images);
        const std::string b = folder.write("l", packed ? gzipped(two_labels) : two_labels);
        const nn::Images images = nn::load_idx(a, b);
        EXPECT_EQ(images.count(), 2);
        EXPECT_EQ(images.classes, 10);
        EXPECT_EQ(images.shape.channels, 1);
        EXPECT_EQ(images.shape.height, 1);
        EXPECT_EQ(images.shape.width, 3);
        EXPECT_EQ(std::string(images.pixels.begin(), images.pixels.end()), "abcdef");
        EXPECT_EQ(images.image(1)[0], 'd');
        EXPECT_EQ(images.labels, (std::vector<std::uint8_t>{3, 9}));
    }
}

TEST(Idx, NamesTheFileAndItsFault) {
    EXPECT_EQ(error_text([] { nn::load_idx("/nowhere/i", "/nowhere/l"); }),
              "/nowhere/i: no such file");
    EXPECT_EQ(idx_fault("", two_labels), "images: too short for an IDX file of images (0 bytes)");
    EXPECT_EQ(idx_fault(two_labels + std::string(9, 'x'), two_labels),
              "images: not an IDX file of images: magic number 2049, expected 2051");
    EXPECT_EQ(idx_fault(two_images.substr(0, 21), two_labels),
              "images: 5 bytes of data, fewer than the header says; fetch the file again");
    EXPECT_EQ(idx_fault(two_images + "x", two_labels),
              "images: more than the 6 bytes of data that the header says; fetch the file again");
    EXPECT_EQ(idx_fault(two_images, idx_labels(1, "\x01")),
              "labels: 1 labels for the 2 images of images");
    EXPECT_EQ(idx_fault(two_images, idx_labels(2, "\x01\x0a")),
              "labels: label 10 of image 1 is not in 0 ... 9");
    const std::string packed = gzipped(two_images);
    EXPECT_EQ(idx_fault(packed.substr(0, packed.size() - 6), two_labels),
              "images: damaged or cut off gzip data; fetch the file again");
}

TEST(Idx, TakesNoMoreFromAGzippedFileThanItsHeaderSays) {
    const std::string zeros(std::size_t{1} << 25, '\0');
    EXPECT_EQ(idx_fault(gzipped(two_images + zeros), two_labels),
              "images: more than the 6 bytes of data that the header says; fetch the file again");
    EXPECT_EQ(idx_fault(two_images, gzipped(two_labels + zeros)),
              "labels: more than the 2 bytes of data that the header says; fetch the file again");
}

// 32 MiB of zeros are 32 KB as a gzipped file, a thousandth.
TEST(DataFiles, RefuseWhatUnpacksOutOfAllProportion) {
    const std::string zeros(std::size_t{1} << 25, '\0');
    const auto refused = [](const std::string &fault) {
        return fault.find("gzip data that unpack to more than a data set has") != fault.npos;
    };
    const TemporaryFolder folder;
    const std::string bomb = folder.write("bomb.gz", gzipped(zeros));
    const std::string plain = folder.write("plain", zeros);
    EXPECT_TRUE(refused(error_text([&] { nn::load_cifar10({bomb}); })));
    EXPECT_TRUE(refused(error_text([&] { nn::load_cifar100(bomb); })));
    EXPECT_TRUE(refused(error_text([&] { nn::load_raw(bomb, plain, {}); })));
    EXPECT_TRUE(refused(error_text([&] { nn::load_raw(plain, bomb, {}); })));
    EXPECT_TRUE(refused(idx_fault(gzipped(idx_images(0xffffffff, 28, 28, zeros)),
                                  two_labels))); // as the header says
    EXPECT_NO_THROW(nn::load_cifar10({folder.write(
        "good", gzipped(std::string(3073 * std::size_t{1000}, '\0')))})); // small enough
}

TEST(Idx, TakesNoMemoryForGiantSizes) {
    EXPECT_EQ(idx_fault(idx_images(0xffffffff, 0xffffffff, 0xffffffff, "abcdef"), two_labels),
              "images: 6 bytes of data, fewer than the header says; fetch the file again");
    EXPECT_EQ(idx_fault(idx_images(0, 28, 28, ""), two_labels),
              "images: the header gives a size of 0");
}

TEST(Cifar10, BringsPlanesToPixels) {
    const TemporaryFolder folder;
    std::string record(1, '\x07');
    for (const char colour : {'r', 'g', 'b'})
        record += std::string(1023, colour) + static_cast<char>(colour - 32);
    const std::string file = folder.write("a.bin", record);
    const nn::Images images = nn::load_cifar10({file, file});
    EXPECT_EQ(images.count(), 2);
    EXPECT_EQ(images.shape.size(), 3072);
    EXPECT_EQ(images.labels, (std::vector<std::uint8_t>{7, 7}));
    EXPECT_EQ(std::string(images.image(1), images.image(1) + 4), "rgbr");
    EXPECT_EQ(std::string(images.image(1) + 3069, images.image(1) + 3072), "RGB");
}

TEST(Cifar10, NamesTheFileAndItsFault) {
    const TemporaryFolder folder;
    const std::string cut = folder.write("cut.bin", std::string(3000, '\1'));
    EXPECT_EQ(error_text([&] { nn::load_cifar10({cut}); }),
              cut + ": 3000 bytes, not a whole number of CIFAR-10 records of 3073; fetch the file "
                    "again");
    const std::string wrong = folder.write("wrong.bin", std::string(3073, '\x0b'));
    EXPECT_EQ(error_text([&] { nn::load_cifar10({wrong}); }),
              wrong + ": label 11 of record 0 is not in 0 ... 9");
}

TEST(Dataset, LooksInThePathThenInTheVariableThenInThePackage) {
    const TemporaryFolder folder;
    write_set(folder, "mine", 3);
    write_set(folder, "fashion-mnist", 3);
    write_set(folder, "mnist", 3);
    const std::string root = folder.path().string();
    const DataVariable variable(root);
    EXPECT_EQ(nn::load_dataset({"mnist", root + "/mine"}).train.count(), 2);
    EXPECT_EQ(nn::load_dataset({"fashion-mnist", ""}).train.count(), 2);
    EXPECT_EQ(nn::load_dataset({"mnist", ""}).test.count(), 1);
}

TEST(Dataset, SaysWhatToDoWhenItIsMissing) {
    const TemporaryFolder folder;
    const std::string root = folder.path().string();
    {
        const DataVariable variable("");
        EXPECT_EQ(error_text([] {
                      nn::load_dataset({"mnist", ""});
                  }),
                  "data set mnist: no folder; name it in data.path or put it in "
                  "$CROSSWEAVE_DATA/mnist");
    }
    EXPECT_EQ(error_text([&] {
                  nn::load_dataset({"fashion-mnist", root});
              }),
              root + "/train-images-idx3-ubyte.gz: no such file; install the package "
                     "dataset-fashion-mnist, or name the folder of fashion-mnist in data.path");
    const DataVariable variable(root);
    EXPECT_EQ(error_text([] {
                  nn::load_dataset({"cifar10", ""});
              }),
              root + "/cifar10/data_batch_1.bin: no such file; put the six .bin files of "
                     "CIFAR-10's binary version there (tools/fetch-data cifar10 does), or name the "
                     "folder of cifar10 in data.path");
    EXPECT_EQ(error_text([] {
                  nn::load_dataset({"imagenet", ""});
              }),
              "unknown data set 'imagenet'; known: fashion-mnist, mnist, cifar10, cifar100, "
              "tiny-imagenet, raw");
}

TEST(Dataset, SaysWhatStandsInTheFilesPlace) {
    const TemporaryFolder folder;
    const std::string root = folder.path().string();
    const auto refusal = [&](const std::string &set) {
        return error_text([&] { nn::load_dataset({set, root}); }).substr(root.size());
    };
    fs::create_directory(folder.path() / "train.bin");
    EXPECT_EQ(refusal("cifar100").rfind("/train.bin: a folder, not a file; put train.bin", 0), 0U);
    fs::create_symlink("/dev/zero", folder.path() / "train-images-idx3-ubyte");
    EXPECT_EQ(refusal("mnist").rfind(
                  "/train-images-idx3-ubyte: a pipe or a device, not a file; put the four", 0),
              0U);
}

TEST(Dataset, TellsTheFilesThatItReads) {
    const TemporaryFolder folder;
    write_set(folder, "x", 3);
    const std::string inside = (folder.path() / "x").string();
    EXPECT_EQ(nn::dataset_files({"mnist", inside}),
              (std::vector<std::string>{
                  inside + "/train-images-idx3-ubyte", inside + "/train-labels-idx1-ubyte.gz",
                  inside + "/t10k-images-idx3-ubyte", inside + "/t10k-labels-idx1-ubyte"}));
    const DataVariable variable(folder.path().string());
    fs::rename(inside, folder.path() / "mnist");
    EXPECT_EQ(nn::dataset_files({"mnist", ""}).front(),
              (folder.path() / "mnist/train-images-idx3-ubyte").string());
}

TEST(Dataset, RefusesTestImagesOfAnotherSize) {
    const TemporaryFolder folder;
    write_set(folder, "x", 4);
    const std::string inside = (folder.path() / "x").string();
    EXPECT_EQ(error_text([&] {
                  nn::load_dataset({"mnist", inside});
              }),
              inside + ": training images are 1x3 pixels but test images 1x4");
}

TEST(Dataset, KnowsEveryNameOfTheConfig) {
    for (const char *name : nn::set_names)
        EXPECT_EQ(error_text([&] {
                      nn::load_dataset({name, "/nowhere"});
                  }).rfind("/nowhere/", 0),
                  0U)
            << name;
}

TEST(Dataset, LoadsFashionMnistFromThePackage) {
    if (!fs::exists("/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"))
        GTEST_SKIP() << "the package dataset-fashion-mnist is not installed";
    const DataVariable variable("");
    const nn::Dataset data = nn::load_dataset({"fashion-mnist", ""});
    EXPECT_EQ(data.train.count(), 60000);
    EXPECT_EQ(data.test.count(), 10000);
    EXPECT_EQ(data.train.shape.height, 28);
    EXPECT_EQ(data.train.shape.width, 28);
    EXPECT_EQ(data.train.pixels.size(), 60000U * 784);
    std::array<int, 10> of_class{};
    for (const std::uint8_t label : data.test.labels)
        ++of_class[label];
    for (const int count : of_class)
        EXPECT_EQ(count, 1000);
}

// Files are read in pieces that grow, from 8 KB up to 1 MB: sizes about where two of them meet.
TEST(FileBytes, AreThoseOfTheFileWhateverItsSize) {
    const TemporaryFolder folder;
    for (const std::size_t size : {0, 1, 8191, 8192, 8193, 24576, 24577, 2088960, 3137537}) {
        std::string bytes;
        for (std::size_t i = 0; i < size; ++i)
            bytes += static_cast<char>(i * 31 >> 3);
        const std::string file = folder.write("bytes", bytes);
        const std::vector<std::uint8_t> read = nn::file_bytes(file);
        EXPECT_EQ(std::string(read.begin(), read.end()), bytes) << size;
        const std::vector<std::uint8_t> start = nn::file_start(file, 10000);
        EXPECT_EQ(std::string(start.begin(), start.end()), bytes.substr(0, 10000)) << size;
    }
}

// Tiny ImageNet has 100,000 of them.
TEST(FileBytes, OfASmallFileTakeLittleRoom) {
    const TemporaryFolder folder;
    EXPECT_LE(nn::file_bytes(folder.write("small", std::string(100, 'x'))).capacity(), 8192U);
}
