// SQL that is compiled into the program, so that an installed binary needs no file beside it.

#pragma once

#include <stddef.h>

/// One embedded .sql file: its name without folder and extension, and its bytes as they are in the
/// tree (not zero-terminated).
struct LabSQLFile {
  const char *name;
  const unsigned char *bytes;
  size_t length;
};

/// The migrations, in the order of their versions.
const struct LabSQLFile *LabSQLMigrations(void);
size_t LabSQLMigrationCount(void);

/// What each migration adds to the server's catalog and takes away: catalog.txt.
const struct LabSQLFile *LabSQLCatalog(void);

/// The demo lab's data, in the order in which it is loaded.
const struct LabSQLFile *LabSQLDemoFiles(void);
size_t LabSQLDemoFileCount(void);
