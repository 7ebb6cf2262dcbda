/* What a screen shows of a file that is attached to an item: pictures and nothing else. They are made here, at the office, in confined
   children (confine.h), so that no screen ever opens a file that somebody else made: PNG and JPEG are taken apart and put together
   again without text, places and thumbnails inside; each page of a PDF becomes a PNG. */
#ifndef FEEDER_ATTACHMENT_H
#define FEEDER_ATTACHMENT_H

#include "contract/record.h"

/* Fills attachment->page, ->media and ->sha256 from the file's bytes. STATUS_REFUSED with a reason a clerk understands: "bad-attachment"
   (none of the three, damaged, or locked with a password), "picture-format", "document-format" (another one that is known),
   "picture-moves", "picture-inks", "picture-precision", "picture-kind" (image_clean.h), "bad-hash" (attachment->sha256 is given and is
   another file's), "image-too-large", "too-many-pages", "render-limit"; STATUS_UNAVAILABLE where the machine cannot render now. `until`: of
   confine_clock, when it must be done. */
enum status attachment_render(struct record_attachment *attachment, const unsigned char *bytes, size_t size,
                              int64_t until, struct problem *problem);

#endif
