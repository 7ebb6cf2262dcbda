#include "trust/run.h"

enum status trust_run(struct trust_client *client, const struct trust_io *io, struct problem *problem)
{
    struct trust_request request;
    struct buffer bytes = {0};
    enum status status;
    while ((status = trust_client_need(client, &request, problem)) == STATUS_OK) {
        buffer_clear(&bytes);
        status = io->read(io->data, &request, &bytes, problem);
        if (status == STATUS_END)
            trust_client_absent(client);
        else if (status == STATUS_OK)
            trust_client_give(client, bytes.data == NULL ? "" : bytes.data, bytes.size);
        else
            break;
        struct trust_event event;
        while (status != STATUS_UNAVAILABLE && trust_client_event(client, &event))
            status = io->keep(io->data, &event, problem) == STATUS_OK ? STATUS_OK : STATUS_UNAVAILABLE;
        if (status == STATUS_UNAVAILABLE)
            break;
    }
    buffer_finish(&bytes);
    return status == STATUS_END ? STATUS_OK : status;
}
