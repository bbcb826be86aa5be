// How a file is embedded: `#embed` fills an array named <kind>_<file>, and SQL_FILE lists it.

#pragma once

#include "LabSQL.h"

// #embed is C23; saying so here keeps the language version out of the build settings.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define SQL_FILE(kind, stem) {#stem, kind##_##stem, sizeof kind##_##stem}
