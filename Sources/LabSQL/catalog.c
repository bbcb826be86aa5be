// The record of what each migration adds to the server's catalog; scripts/catalog writes it.

#include "embed.h"

static const unsigned char record_catalog[] = {
#embed "catalog.txt"
};

static const struct LabSQLFile catalog = SQL_FILE(record, catalog);

const struct LabSQLFile *LabSQLCatalog(void) { return &catalog; }
