/* Attached files: what each becomes, and that hostile ones are refused with a reason and harm nothing. */
#include "attachment.h"

#include "confine.h"
#include "contract/image.h"
#include "contract/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static unsigned char *read_file(const char *name, size_t *size)
{
    char path[4096];
    struct buffer bytes = {0};
    char part[4096];
    size_t got = 0;
    snprintf(path, sizeof path, "%s/attachment/%s", TEST_CASES, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    while ((got = fread(part, 1, sizeof part, file)) > 0)
        buffer_add(&bytes, part, got);
    fclose(file);
    *size = bytes.size;
    return (unsigned char *)buffer_take(&bytes);
}

static enum status render(const char *name, struct record_attachment *attachment, struct problem *problem)
{
    size_t size = 0;
    unsigned char *bytes = read_file(name, &size);
    enum status status = attachment_render(attachment, bytes, size, confine_clock() + 60000, problem);
    free(bytes);
    return status;
}

static struct image image_of(const struct record_attachment *attachment, size_t page, const char *absent)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    struct image image;
    assert_true(page < attachment->pages);
    assert_int_equal(image_from_text(attachment->page[page], &bytes, &size, &image, NULL), STATUS_OK);
    if (absent != NULL)
        assert_null(memmem(bytes, size, absent, strlen(absent)));
    free(bytes);
    return image;
}

static void test_what_a_file_becomes(void **state)
{
    static const struct {
        const char *name, *media, *absent;
        size_t pages;
        uint32_t width, height; /* of the last page */
    } cases[] = {
        {"noted.png", "image/png", "SECRET-NOTE", 1, 40, 20},
        {"transparent.png", "image/png", NULL, 1, 4, 4},
        {"turned.jpg", "image/jpeg", "GPS-SECRET", 1, 32, 48}, /* 48x32 on its side */
        {"overfull.png", "image/png", NULL, 1, 8, 8}, /* 3 MB behind its last row are never unpacked */
        {"arithmetic.jpg", "image/jpeg", NULL, 1, 64, 48},
        {"inks.jpg", "image/jpeg", "Adobe", 1, 64, 48}, /* of a press: RGB from here on */
        {"two-pages.pdf", "application/pdf", NULL, 2, 638,
         343}, /* 100 x 50 pt of 297 at 1,754, and 24 a side */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct record_attachment attachment = {0};
        struct problem problem = {0};
        enum status status = render(cases[i].name, &attachment, &problem);
        if (status != STATUS_OK)
            fail_msg("%s: %s: %s", cases[i].name, problem.code, problem.text);
        assert_string_equal(attachment.media, cases[i].media);
        assert_int_equal(strlen(attachment.sha256), 64);
        assert_int_equal(attachment.pages, cases[i].pages);
        struct image image = image_of(&attachment, cases[i].pages - 1, cases[i].absent);
        assert_in_range(image.width, cases[i].width, cases[i].width + 1); /* a page is rounded up */
        assert_in_range(image.height, cases[i].height, cases[i].height + 1);
        record_attachment_finish(&attachment);
    }
}

static void test_what_is_refused(void **state)
{
    static const struct {
        const char *name, *code;
    } cases[] = {
        {"huge.png", "image-too-large"},
        {"many-pages.pdf", "too-many-pages"},
        {"circle.pdf", "bad-attachment"},
        {"locked.pdf", "bad-attachment"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct record_attachment attachment = {0};
        struct problem problem = {0};
        assert_int_equal(render(cases[i].name, &attachment, &problem), STATUS_REFUSED);
        assert_string_equal(problem.code, cases[i].code);
        record_attachment_finish(&attachment);
    }
}

/* Its title says "Pages: 1" in a line of its own. */
static void test_a_title_hides_no_page(void **state)
{
    struct record_attachment attachment = {0};
    (void)state;
    assert_int_equal(render("forged-count.pdf", &attachment, NULL), STATUS_OK);
    assert_int_equal(attachment.pages, 3);
    record_attachment_finish(&attachment);
}

/* A JPEG may carry so many notes that nobody who reads its beginning knows its size: a page could not be laid out by it. */
static void test_a_picture_tells_its_size_at_once(void **state)
{
    size_t size = 0, most = 3072 + 64; /* what image_measure_text reads, and beyond */
    unsigned char *bytes = read_file("turned.jpg", &size), *noted = take_zeroed(size + most, 1), *back = NULL;
    struct image image;
    (void)state;
    for (size_t notes = most - 64; notes <= most; notes += 32) {
        size_t length = notes - 2;
        memcpy(noted, bytes, 2);
        memcpy(noted + 2, (unsigned char[]){0xFF, 0xFE, (unsigned char)(length >> 8), (unsigned char)length},
               4);
        memcpy(noted + 2 + notes, bytes + 2, size - 2);
        char *text = image_to_text(noted, size + notes);
        size_t read = 0;
        assert_int_equal(image_measure(noted, size + notes, &image, NULL), STATUS_OK);
        assert_int_equal(image_from_text(text, &back, &read, &image, NULL), STATUS_REFUSED);
        free(text);
    }
    free(noted);
    free(bytes);
}

static void test_the_same_file_gives_the_same_pictures(void **state)
{
    struct record_attachment once = {0}, twice = {0};
    (void)state;
    assert_int_equal(render("two-pages.pdf", &once, NULL), STATUS_OK);
    assert_int_equal(render("two-pages.pdf", &twice, NULL), STATUS_OK);
    assert_string_equal(once.page[1], twice.page[1]);
    record_attachment_finish(&once);
    record_attachment_finish(&twice);
}

static void test_another_files_hash(void **state)
{
    struct record_attachment attachment = {
        .sha256 = take_copy("0000000000000000000000000000000000000000000000000000000000000000")};
    struct problem problem = {0};
    (void)state;
    assert_int_equal(render("noted.png", &attachment, &problem), STATUS_REFUSED);
    assert_string_equal(problem.code, "bad-hash");
    record_attachment_finish(&attachment);
}

/* Cut anywhere, and with one byte changed anywhere: an answer comes, and what is taken is a picture. */
static void test_damage(void **state)
{
    static const char *const names[] = {"noted.png", "turned.jpg", "two-pages.pdf", "arithmetic.jpg",
                                        "inks.jpg"};
    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
        size_t size = 0, step = strstr(names[n], ".pdf") != NULL ? 97 : 7; /* a PDF takes three processes */
        unsigned char *bytes = read_file(names[n], &size);
        for (size_t at = 0; at < size; at += step) {
            struct record_attachment cut = {0}, changed = {0};
            enum status status = attachment_render(&cut, bytes, at, confine_clock() + 60000, NULL);
            assert_true(status == STATUS_OK || status == STATUS_REFUSED);
            bytes[at] ^= 0x55;
            status = attachment_render(&changed, bytes, size, confine_clock() + 60000, NULL);
            bytes[at] ^= 0x55;
            assert_true(status == STATUS_OK || status == STATUS_REFUSED);
            if (status == STATUS_OK)
                (void)image_of(&changed, 0, NULL);
            record_attachment_finish(&cut);
            record_attachment_finish(&changed);
        }
        free(bytes);
    }
}

static void test_a_record_carries_only_pictures(void **state)
{
    static const char *const bad[] = {"", "AAAA", "not base64", "iVBORw0KGgo=", "iVBORw0KGgp"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        unsigned char *bytes = NULL;
        size_t size = 0;
        struct image image;
        assert_int_equal(image_from_text(bad[i], &bytes, &size, &image, NULL), STATUS_REFUSED);
    }
    struct record_attachment attachment = {0};
    assert_int_equal(render("noted.png", &attachment, NULL), STATUS_OK);
    char *loose = take_format("%s\n", attachment.page[0]); /* another way to write the same bytes */
    unsigned char *bytes = NULL;
    size_t size = 0;
    struct image image;
    assert_int_equal(image_from_text(loose, &bytes, &size, &image, NULL), STATUS_REFUSED);
    free(loose);
    record_attachment_finish(&attachment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_file_becomes),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_a_title_hides_no_page),
        cmocka_unit_test(test_a_picture_tells_its_size_at_once),
        cmocka_unit_test(test_the_same_file_gives_the_same_pictures),
        cmocka_unit_test(test_another_files_hash),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_a_record_carries_only_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
