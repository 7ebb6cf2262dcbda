#include "repository.h"

#include "file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct repository {
    char *base;              /* URL or folder, with a slash at the end */
    struct fetcher *fetcher; /* NULL: a folder */
};

static bool begins(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

bool repository_is_uri(const char *uri)
{
    return begins(uri, "http://") || begins(uri, "https://") || begins(uri, "file://");
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c == '\0' ? NULL : strchr(digits, c | 0x20);
    return at == NULL ? -1 : (int)(at - digits);
}

/* The path a percent-encoded name means, as a web server would decode it; NULL where it could lead out of the folder. */
static char *decode(const char *name)
{
    struct buffer out = {0};
    for (const char *at = name; *at != '\0'; at++) {
        int high = *at == '%' ? hex_digit(at[1]) : -1, low = high < 0 ? -1 : hex_digit(at[2]);
        int byte = *at == '%' ? (low < 0 ? -1 : high * 16 + low) : (unsigned char)*at;
        if (byte <= 0 || (*at == '%' && byte == '/')) {
            buffer_finish(&out);
            return NULL;
        }
        buffer_char(&out, (char)byte);
        at += *at == '%' ? 2 : 0;
    }
    char *path = buffer_take(&out), *framed = take_format("/%s/", path);
    bool leads_out =
        strstr(framed, "/../") != NULL || strstr(framed, "/./") != NULL || strstr(framed, "//") != NULL;
    free(framed);
    if (!leads_out)
        return path;
    free(path);
    return NULL;
}

enum status repository_open(const char *uri, const struct fetch_options *options, struct repository **out,
                            struct problem *problem)
{
    size_t length = strlen(uri);
    const char *slash = length > 0 && uri[length - 1] == '/' ? "" : "/";
    enum status status = STATUS_OK;
    if (!repository_is_uri(uri) || strpbrk(uri, "?#") != NULL)
        return problem_set(problem, STATUS_MISUSE, "bad-uri",
                           "a publication is http://.../, https://.../ or file:///.../");
    struct repository *repository = take_zeroed(1, sizeof *repository);
    if (begins(uri, "file://")) {
        const char *path = uri + strlen("file://");
        size_t bytes = strlen(path) - (*slash == '\0' ? 1 : 0);
        char *cut = *path == '/' && bytes > 1 ? take_copy_n(path + 1, bytes - 1) : NULL;
        char *folder = cut == NULL ? NULL : decode(cut);
        free(cut);
        if (folder == NULL)
            status = problem_set(problem, STATUS_MISUSE, "bad-uri", "a folder is file:///PATH/");
        else
            repository->base = take_format("/%s/", folder);
        free(folder);
    } else {
        repository->base = take_format("%s%s", uri, slash);
        status = fetch_create(options, &repository->fetcher, problem);
    }
    if (status == STATUS_OK)
        *out = repository;
    else
        repository_close(repository);
    return status;
}

void repository_close(struct repository *repository)
{
    if (repository == NULL)
        return;
    fetch_destroy(repository->fetcher);
    free(repository->base);
    free(repository);
}

void repository_begin(struct repository *repository)
{
    if (repository->fetcher != NULL)
        fetch_begin(repository->fetcher);
}

enum status repository_read(struct repository *repository, const char *name, size_t most, struct buffer *out,
                            struct problem *problem)
{
    if (repository->fetcher != NULL) {
        char *url = take_format("%s%s", repository->base, name);
        enum status status = fetch_get(repository->fetcher, url, most, out, problem);
        free(url);
        return status;
    }
    char *relative = decode(name);
    if (relative == NULL)
        return problem_set(problem, STATUS_REFUSED, "bad-path", "a name that is no place in the publication");
    char *path = take_format("%s%s", repository->base, relative);
    size_t before = out->size;
    enum status status = file_read(path, most, out, problem);
    if (status != STATUS_OK && out->size > before) { /* what was read so far is no file */
        out->size = before;
        out->data[before] = '\0';
    }
    free(path);
    free(relative);
    return status;
}

void repository_ahead(struct repository *repository, const char *name, size_t most)
{
    if (repository->fetcher == NULL)
        return;
    char *url = take_format("%s%s", repository->base, name);
    fetch_ahead(repository->fetcher, url, most);
    free(url);
}
