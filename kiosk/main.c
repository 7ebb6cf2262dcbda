/* kiosk: reads its configuration, then shows the programme or writes it as pictures. Exit codes: 0 done, 1
   failed, 2 wrong use or configuration. */
#include "app.h"
#include "contract/log.h"
#include "export.h"

#include <malloc.h>
#include <stdio.h>

/* A screen runs for months. Left alone, glibc raises these two with each large block that is freed, up to keeping 64 MiB of
   nothing; held fast, what a long text took goes back to the system. */
#define LARGE_BLOCK (256 << 10)
#define KEPT_FREE (512 << 10)

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_MISUSE = 2 };

static int fail(int code, const struct problem *problem)
{
    (void)fprintf(stderr, "kiosk: %s: %s\n", problem->code, problem->text);
    return code;
}

static enum status snapshot_pages(const struct kiosk_config *config, const struct theme *theme,
                                  const struct words *words, struct font *font, struct problem *problem)
{
    struct snapshot *snapshot = NULL;
    enum status status = snapshot_open(config->cache_path, &snapshot, problem);
    if (status != STATUS_OK)
        return status;
    struct sheet sheet;
    sheet_init(&sheet, config->width > 0 ? config->width : 1920, config->height > 0 ? config->height : 1080,
               theme, words, font_ruler(font));
    sheet.korean = config->languages == 1;
    sheet.large = sheet_legibility(&config->viewing, sheet.width, sheet.height) != LEGIBLE;
    sheet.zone_minutes = config->zone_minutes;
    sheet.now = config->at != NO_INSTANT ? config->at : instant_now();
    struct painter *painter = painter_create(theme, font);
    status = export_pages(config, &sheet, snapshot, painter, problem);
    const uint32_t *missing = NULL;
    size_t count = font_missing(font, &missing);
    for (size_t i = 0; i < count; i++)
        log_line(LOG_WARNING, "export", "no font has U+%04X; it stands as its code in a box", missing[i]);
    painter_destroy(painter);
    snapshot_close(snapshot);
    return status;
}

int main(int argc, char **argv)
{
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_FREE);
    struct options options;
    struct kiosk_config config;
    struct theme theme;
    struct problem problem = {0};
    struct buffer errors = {0};
    if (options_parse(&options, kiosk_options, argc - 1, argv + 1, &problem) != STATUS_OK)
        return fail(EXIT_MISUSE, &problem);
    int code = EXIT_MISUSE;
    struct font *font = NULL;
    struct words *words = NULL;
    struct vouch *vouch = NULL;
    if (kiosk_config_read(&options, &config, &errors) != STATUS_OK) {
        (void)fprintf(stderr, "%s", errors.data == NULL ? "" : errors.data);
        goto out;
    }
    log_set_level((enum log_level)config.log_level);
    if (theme_read(config.theme, &theme, &problem) != STATUS_OK ||
        font_create(NULL, &font, &problem) != STATUS_OK) {
        (void)fail(EXIT_MISUSE, &problem);
        goto out;
    }
    if (config.trust_file != NULL && vouch_create(config.trust_file, &vouch, &problem) != STATUS_OK) {
        (void)fail(EXIT_MISUSE, &problem);
        goto out;
    }
    config.vouch = vouch;
    words = words_create();
    enum status status = config.snapshot_dir != NULL ? snapshot_pages(&config, &theme, words, font, &problem)
                                                     : app_run(&config, &theme, words, font, &problem);
    code = status == STATUS_OK ? EXIT_DONE : fail(EXIT_FAILED, &problem);
out:
    words_destroy(words);
    vouch_destroy(vouch);
    font_destroy(font);
    kiosk_config_finish(&config);
    buffer_finish(&errors);
    return code;
}
