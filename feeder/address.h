/* A source's URI as it may be told to people: logs, accounts and status never hold its password. */
#ifndef FEEDER_ADDRESS_H
#define FEEDER_ADDRESS_H

/* A copy of the URI with every password replaced by "…" (user:password@ and password=…). The caller frees it. */
__attribute__((returns_nonnull, warn_unused_result)) char *address_without_password(const char *uri);

#endif
