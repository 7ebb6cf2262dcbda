#include "attachment.h"

#include "confine.h"
#include "contract/image.h"
#include "contract/limits.h"
#include "image_clean.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE_PIXELS                                                                                          \
    "1754" /* the longer side of a PDF's page: A4 at 150 dpi, as sharp as a 4K screen shows it */
#define PAGE_BYTES (16 << 20) /* such a page, before it is cleaned: noise in three colours has 6 MiB */
#define INFO_BYTES 65536      /* what pdfinfo tells */

/* ---- PDF (poppler-utils) ---- */

#define TEXT_OF(x) TEXT_OF_(x)
#define TEXT_OF_(x) #x
#define PDF_FILE "/proc/self/fd/" TEXT_OF(CONFINED_FILE) /* in memory, read by its name */

/* Replaces the child by the program; the answer goes to its standard output. */
static int read_pdf(void *context, int out)
{
    const int *number = context; /* from 1; 0: how many there are */
    char page[12];
    (void)out;
    (void)snprintf(page, sizeof page, "%d", *number);
    if (setenv("HOME", "/nonexistent", 1) != 0 || setenv("LC_ALL", "C", 1) != 0)
        return 127;
    if (*number == 0)
        execl("/usr/bin/pdfinfo", "pdfinfo", PDF_FILE, (char *)NULL);
    else
        execl("/usr/bin/pdftocairo", "pdftocairo", "-png", "-singlefile", "-f", page, "-l", page, "-scale-to",
              PAGE_PIXELS, PDF_FILE, "-", (char *)NULL);
    return 127;
}

/* The last such line: what stands before it the file's author may have written, line ends included. */
static const char *find_count(const struct buffer *text)
{
    static const char label[] = "\nPages:";
    const char *line = NULL;
    for (const char *at = text->data; at != NULL && (at = strstr(at, label)) != NULL; at++)
        line = at + sizeof label - 1;
    return line;
}

static enum status count_pages(int file, int64_t until, int *pages, struct problem *problem)
{
    const struct confine_bounds bounds = {INFO_BYTES, until, file};
    struct buffer text = {0};
    int code = 0, page = 0;
    enum status status = confine_run(read_pdf, &page, &bounds, &text, &code, problem);
    if (status == STATUS_OK && code == 127)
        status = problem_set(problem, STATUS_UNAVAILABLE, "no-poppler",
                             "pdfinfo cannot be started; install poppler-utils");
    const char *line = find_count(&text);
    if (status == STATUS_OK && (code != 0 || line == NULL))
        status = problem_set(problem, STATUS_REFUSED, "bad-attachment",
                             "a PDF that cannot be read: damaged, or locked with a password");
    if (status == STATUS_OK) {
        ENSURE(line != NULL);
        long count = strtol(line, NULL, 10);
        *pages = count > LIMIT_ATTACHMENT_PAGES ? LIMIT_ATTACHMENT_PAGES + 1 : (int)count;
        if (count < 1)
            status = problem_set(problem, STATUS_REFUSED, "bad-attachment", "a PDF without pages");
        else if (count > LIMIT_ATTACHMENT_PAGES)
            status = problem_set(problem, STATUS_REFUSED, "too-many-pages", "a PDF of %d pages, at most %d",
                                 *pages, LIMIT_ATTACHMENT_PAGES);
    }
    buffer_finish(&text);
    return status;
}

/* ---- a picture, taken apart and put together again ---- */

static enum status tell_unclean(int code, struct problem *problem)
{
    switch (code) {
    case CLEAN_MOVING:
        return problem_set(problem, STATUS_REFUSED, "picture-moves",
                           "an animated PNG; attach its frames as pictures");
    case CLEAN_INKS:
        return problem_set(problem, STATUS_REFUSED, "picture-inks",
                           "a JPEG in CMYK without an Adobe marker: its negative cannot be told from it");
    case CLEAN_PRECISION:
        return problem_set(problem, STATUS_REFUSED, "picture-precision",
                           "a JPEG of other than 8 bits a sample");
    case CLEAN_KIND:
        return problem_set(problem, STATUS_REFUSED, "picture-kind",
                           "a JPEG that is lossless, hierarchical or neither grey, RGB nor CMYK");
    case -1: /* its memory or time ran out, or its decoder broke on it */
        return problem_set(problem, STATUS_REFUSED, "render-limit",
                           "a picture that takes too much to decode");
    default: return problem_set(problem, STATUS_REFUSED, "bad-attachment", "a damaged picture");
    }
}

static enum status add_picture(struct record_attachment *attachment, const unsigned char *bytes, size_t size,
                               bool page, int64_t until, struct problem *problem)
{
    const struct confine_bounds bounds = {LIMIT_ATTACHED_BYTES, until, -1};
    struct clean_work work = {bytes, size, page};
    struct buffer clean = {0};
    struct image image;
    int code = 0;
    enum status status = image_measure(bytes, size, &image, problem);
    if (status == STATUS_OK)
        status = confine_run(image.format == IMAGE_PNG ? clean_png : clean_jpeg, &work, &bounds, &clean,
                             &code, problem);
    if (status == STATUS_OK && code != CLEAN_OK)
        status = tell_unclean(code, problem);
    if (status == STATUS_OK)
        status = image_measure(clean.data == NULL ? "" : clean.data, clean.size, &image, problem);
    if (status == STATUS_OK) {
        attachment->page = take_resized(attachment->page, attachment->pages + 1, sizeof *attachment->page);
        attachment->page[attachment->pages++] = image_to_text(clean.data, clean.size);
    }
    buffer_finish(&clean);
    return status;
}

static enum status add_pages(struct record_attachment *attachment, int file, int64_t until,
                             struct problem *problem)
{
    const struct confine_bounds bounds = {PAGE_BYTES, until, file};
    struct buffer png = {0};
    int pages = 0, code = 0;
    enum status status = count_pages(file, until, &pages, problem);
    for (int page = 1; page <= pages && status == STATUS_OK; page++) {
        status = confine_run(read_pdf, &page, &bounds, &png, &code, problem);
        if (status == STATUS_OK && (code != 0 || png.size == 0))
            status = problem_set(problem, STATUS_REFUSED, "bad-attachment",
                                 "page %d of the PDF cannot be shown", page);
        if (status == STATUS_OK)
            status = add_picture(attachment, (const unsigned char *)png.data, png.size, true, until, problem);
    }
    buffer_finish(&png);
    return status;
}

/* The bytes as a file without a folder; -1 with errno. */
static int file_in_memory(const unsigned char *bytes, size_t size)
{
    int file = memfd_create("attachment", MFD_CLOEXEC);
    for (size_t at = 0; file >= 0 && at < size;) {
        ssize_t put = write(file, bytes + at, size - at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0) {
            close(file);
            return -1;
        }
        at += (size_t)put;
    }
    return file;
}

static enum status add_pdf(struct record_attachment *attachment, const unsigned char *bytes, size_t size,
                           int64_t until, struct problem *problem)
{
    int file = file_in_memory(bytes, size);
    if (file < 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "render", "%s", strerror(errno));
    enum status status = add_pages(attachment, file, until, problem);
    close(file);
    return status;
}

/* ---- the whole ---- */

static bool is_pdf(const unsigned char *bytes, size_t size)
{
    return size > 5 && memcmp(bytes, "%PDF-", 5) == 0;
}

/* What clerks have at hand besides, told apart so that they know what to do with it. */
static enum status tell_foreign(const unsigned char *bytes, size_t size, struct problem *problem)
{
    static const struct {
        const char *code, *name, *magic;
        size_t at, length;
    } formats[] = {
        {"picture-format", "HEIC", "ftyphei", 4, 7}, /* a phone's */
        {"picture-format", "HEIC", "ftypmif1", 4, 8},
        {"picture-format", "AVIF", "ftypavif", 4, 8},
        {"picture-format", "TIFF", "II*\0", 0, 4},
        {"picture-format", "TIFF", "MM\0*", 0, 4},
        {"picture-format", "WebP", "WEBP", 8, 4},
        {"picture-format", "GIF", "GIF8", 0, 4},
        {"picture-format", "BMP", "BM", 0, 2},
        {"picture-format", "JPEG 2000", "\0\0\0\fjP  ", 0, 8},
        {"document-format", "OFD, DOCX or an archive", "PK\3\4", 0, 4},
        {"document-format", "DOC or WPS", "\xD0\xCF\x11\xE0", 0, 4},
    };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (size >= formats[i].at + formats[i].length &&
            memcmp(bytes + formats[i].at, formats[i].magic, formats[i].length) == 0)
            return problem_set(problem, STATUS_REFUSED, formats[i].code, "the file is %s", formats[i].name);
    return problem_set(problem, STATUS_REFUSED, "bad-attachment", "the file is no PNG, JPEG or PDF");
}

/* NULL: none of the three. A picture that is too large has its type, and is told so later. */
static const char *media_of(const unsigned char *bytes, size_t size)
{
    struct image image;
    struct problem problem = {0};
    if (is_pdf(bytes, size))
        return "application/pdf";
    if (image_measure(bytes, size, &image, &problem) != STATUS_OK)
        return strcmp(problem.code, "image-too-large") == 0 ? "image/png" : NULL;
    return image.format == IMAGE_PNG ? "image/png" : "image/jpeg";
}

enum status attachment_render(struct record_attachment *attachment, const unsigned char *bytes, size_t size,
                              int64_t until, struct problem *problem)
{
    char sha256[65];
    const char *media = media_of(bytes, size);
    sha256_hex(bytes, size, sha256);
    if (media == NULL)
        return tell_foreign(bytes, size, problem);
    if (attachment->sha256 != NULL && strcmp(attachment->sha256, sha256) != 0)
        return problem_set(problem, STATUS_REFUSED, "bad-hash", "sha256 is another file's");
    free(attachment->sha256);
    attachment->sha256 = take_copy(sha256);
    free(attachment->media);
    attachment->media = take_copy(media);
    return is_pdf(bytes, size) ? add_pdf(attachment, bytes, size, until, problem)
                               : add_picture(attachment, bytes, size, false, until, problem);
}
