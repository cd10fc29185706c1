// SPDX-License-Identifier: Apache-2.0
#include "nn/data/dataset.h"
#include "nn/data/jpeg.h"
#include "tests/error_text.h"
#include "tests/temporary_folder.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include <jpeglib.h>

namespace {

namespace fs = std::filesystem;

/// A JPEG file of one colour: `channels` 1 (grey) or 3.
void write_jpeg(const fs::path &file, int side, int channels, const std::vector<JSAMPLE> &colour) {
    std::FILE *out = std::fopen(file.c_str(), "wb");
    ASSERT_NE(out, nullptr);
    jpeg_error_mgr errors;
    jpeg_compress_struct encoder{};
    encoder.err = jpeg_std_error(&errors);
    jpeg_create_compress(&encoder);
    jpeg_stdio_dest(&encoder, out);
    encoder.image_width = encoder.image_height = static_cast<JDIMENSION>(side);
    encoder.input_components = channels;
    encoder.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&encoder);
    jpeg_set_quality(&encoder, 100, TRUE);
    jpeg_start_compress(&encoder, TRUE);
    std::vector<JSAMPLE> row;
    for (int x = 0; x < side; ++x)
        row.insert(row.end(), colour.begin(), colour.end());
    JSAMPROW rows[] = {row.data()};
    for (int y = 0; y < side; ++y)
        jpeg_write_scanlines(&encoder, rows, 1);
    jpeg_finish_compress(&encoder);
    jpeg_destroy_compress(&encoder);
    std::fclose(out);
}

/// Two classes with a training picture each, grey and in colour, and one to test on.
void write_tiny_imagenet(const TemporaryFolder &folder) {
    for (const char *const inner : {"train/n02/images", "train/n01/images", "val/images"})
        fs::create_directories(folder.path() / inner);
    folder.write("wnids.txt", "n02\nn01\n");
    folder.write("val/val_annotations.txt", "val_0.JPEG\tn01\t0\t0\t63\t63\n");
    write_jpeg(folder.path() / "train/n02/images/a.JPEG", 64, 1, {200});
    write_jpeg(folder.path() / "train/n01/images/b.JPEG", 64, 3, {250, 10, 30});
    write_jpeg(folder.path() / "val/images/val_0.JPEG", 64, 3, {10, 10, 10});
}

} // namespace

TEST(TinyImagenet, ReadsGreyAndColour) {
    const TemporaryFolder folder;
    write_tiny_imagenet(folder);
    const nn::Dataset data = nn::load_dataset({"tiny-imagenet", folder.path().string()});
    EXPECT_EQ(data.train.classes, 2);
    EXPECT_EQ(data.train.shape.size(), 3 * 64 * 64);
    ASSERT_EQ(data.train.count(), 2);
    EXPECT_EQ(data.train.labels, (std::vector<std::uint8_t>{1, 0})); // b of n01, a of n02
    const std::uint8_t *red = data.train.image(0), *grey = data.train.image(1);
    EXPECT_NEAR(red[0], 250, 3);
    EXPECT_NEAR(red[1], 10, 3);
    EXPECT_EQ(grey[0], grey[1]);
    EXPECT_NEAR(grey[2], 200, 2);
    EXPECT_EQ(data.test.labels, (std::vector<std::uint8_t>{1}));
}

TEST(TinyImagenet, TellsTheFilesThatItReads) {
    const TemporaryFolder folder;
    write_tiny_imagenet(folder);
    std::vector<std::string> expected;
    for (const char *file : {"wnids.txt", "val/val_annotations.txt", "train/n01/images/b.JPEG",
                             "train/n02/images/a.JPEG", "val/images/val_0.JPEG"})
        expected.push_back((folder.path() / file).string());
    fs::create_directories(folder.path() / "test/images"); // has no labels: nobody reads it
    folder.write("test/images/test_0.JPEG", "any");
    EXPECT_EQ(nn::dataset_files({"tiny-imagenet", folder.path().string()}), expected);
}

TEST(TinyImagenet, NamesTheFileAtFault) {
    const TemporaryFolder folder;
    write_tiny_imagenet(folder);
    const auto fault = [&] {
        return error_text([&] { nn::load_dataset({"tiny-imagenet", folder.path().string()}); });
    };
    const std::string file = (folder.path() / "train/n02/images/a.JPEG").string();
    write_jpeg(file, 32, 1, {1});
    EXPECT_EQ(fault(), file + ": 32 x 32 pixels; 64 x 64 is right");
    write_jpeg(file, 64, 1, {1});
    fs::resize_file(file, fs::file_size(file) - 12);
    EXPECT_EQ(fault(), file + ": damaged or cut short");
    folder.write("train/n02/images/a.JPEG", "no picture");
    EXPECT_EQ(fault().rfind(file + ": Not a JPEG file", 0), 0U);
}

TEST(Raw, ReadsBytesOfTheShapeGiven) {
    const TemporaryFolder folder;
    for (const std::string part : {"train", "test"}) {
        folder.write(part + "-images.bin", "abcdefghijkl");
        folder.write(part + "-labels.bin", std::string("\1\0", 2));
    }
    nn::DataSpec spec{"raw", folder.path().string()};
    spec.channels = 3;
    spec.height = 1;
    spec.width = 2;
    spec.classes = 2;
    const nn::Dataset data = nn::load_dataset(spec);
    EXPECT_EQ(data.test.count(), 2);
    EXPECT_EQ(data.test.image(1)[0], 'g');
    spec.classes = 1;
    EXPECT_EQ(error_text([&] { nn::load_dataset(spec); }),
              (folder.path() / "train-labels.bin").string() +
                  ": label 1 of image 0 is not in 0 ... 0 (data.classes)");
    spec.width = 3;
    EXPECT_NE(error_text([&] { nn::load_dataset(spec); }).find("make 18"), std::string::npos);
}

TEST(Cifar100, TakesTheFineLabel) {
    const TemporaryFolder folder;
    const std::string record = std::string("\7\x63", 2) + std::string(3072, 'x');
    folder.write("train.bin", record);
    folder.write("test.bin", record);
    const nn::Dataset data = nn::load_dataset({"cifar100", folder.path().string()});
    EXPECT_EQ(data.train.classes, 100);
    EXPECT_EQ(data.train.labels, (std::vector<std::uint8_t>{99}));
    EXPECT_EQ(data.train.pixels.size(), 3072U);
}
