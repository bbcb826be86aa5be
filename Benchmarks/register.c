/* Streams the register of January 2025 from Postgres into a workbook, a row a record, as plainly as
 * libxlsxwriter can: what an export is measured beside.
 *
 * register CONNECTION QUERY FILE.xlsx, with the query of sql/register.sql
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { COLUMNS = 14 };

static const char *const titles[COLUMNS] = {
    "Booking",  "Service date", "Billing date",   "Customer",     "Pet",    "Tests",
    "Base",     "Discount",     "Distance",       "Final amount", "Status", "Invoice",
    "Invoice date", "Findings"};

/* n a number, d a date as days since 1899-12-30, t a text. */
static const char kinds[COLUMNS + 1] = "nddtttnnnnttdt";

static void fail(const char *what, const char *why) {
  fprintf(stderr, "register: %s: %s\n", what, why);
  exit(1);
}

/* The field that begins here, unescaped where it stands; the next one begins at *next. */
static char *field(char *start, char **next) {
  char *from = start, *to = start;
  while (*from && *from != '\t' && *from != '\n') {
    if (*from == '\\' && from[1] != 'N') from++;
    *to++ = *from++;
  }
  *next = *from ? from + 1 : from;
  *to = '\0';
  return start;
}

int main(int count, char **arguments) {
  if (count != 4) fail("usage", "register CONNECTION QUERY FILE.xlsx");
  PGconn *connection = PQconnectdb(arguments[1]);
  if (PQstatus(connection) != CONNECTION_OK) fail("connecting", PQerrorMessage(connection));
  PGresult *result = PQexec(connection, arguments[2]);
  if (PQresultStatus(result) != PGRES_COPY_OUT) fail("the query", PQerrorMessage(connection));

  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *book = workbook_new_opt(arguments[3], &options);
  lxw_worksheet *sheet = workbook_add_worksheet(book, "Register");
  lxw_format *date = workbook_add_format(book);
  format_set_num_format(date, "yyyy-mm-dd");
  lxw_format *amount = workbook_add_format(book);
  format_set_num_format(amount, "#,##0.00");
  for (lxw_col_t column = 0; column < COLUMNS; column++)
    worksheet_write_string(sheet, 0, column, titles[column], NULL);

  char *line;
  lxw_row_t row = 1;
  while (PQgetCopyData(connection, &line, 0) > 0) {
    char *rest = line;
    for (lxw_col_t column = 0; column < COLUMNS; column++) {
      char *value = field(rest, &rest);
      if (strcmp(value, "\\N") == 0) continue;
      if (kinds[column] == 't')
        worksheet_write_string(sheet, row, column, value, NULL);
      else
        worksheet_write_number(
            sheet, row, column, strtod(value, NULL),
            kinds[column] == 'd' ? date : column ? amount : NULL);
    }
    PQfreemem(line);
    row++;
  }
  result = PQgetResult(connection);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) fail("the copy", PQerrorMessage(connection));
  lxw_error error = workbook_close(book);
  if (error) fail(arguments[3], lxw_strerror(error));
  return 0;
}
