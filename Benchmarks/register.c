/* Streams the register of January 2025 from Postgres into a workbook, a row a record, as plainly as
 * libxlsxwriter can: what an export is measured beside.
 *
 * register CONNECTION FILE.xlsx
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

static const char query[] =
    "copy ("
    "  select b.id, (b.booking_date at time zone 'Asia/Kolkata')::date - date '1899-12-30',"
    "    r.billing_date - date '1899-12-30',"
    "    coalesce(nullif(btrim(u.full_name), ''), 'Customer ' || u.id), p.name, tested.names,"
    "    r.base_amount, r.discount_amount, r.distance_charge, r.final_amount, r.status,"
    "    r.invoice_number, r.invoice_date - date '1899-12-30', f.kinds"
    "  from billing_records r"
    "  join bookings b on b.id = r.booking_id"
    "  join users u on u.id = r.user_id"
    "  left join pets p on p.id = b.pet_id"
    "  left join ("
    "    select i.booking_id, string_agg(t.name, ', ' order by i.id) as names"
    "    from booking_items i join tests t on t.id = i.test_id group by i.booking_id"
    "  ) tested on tested.booking_id = b.id"
    "  left join ("
    "    select booking_id, string_agg(kind, ';' order by kind) as kinds"
    "    from billing_findings where closed_run_id is null group by booking_id"
    "  ) f on f.booking_id = b.id"
    "  where r.billing_period = '2025-01'"
    "  order by r.billing_date, b.id"
    ") to stdout";

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
  if (count != 3) fail("usage", "register CONNECTION FILE.xlsx");
  PGconn *connection = PQconnectdb(arguments[1]);
  if (PQstatus(connection) != CONNECTION_OK) fail("connecting", PQerrorMessage(connection));
  PGresult *result = PQexec(connection, query);
  if (PQresultStatus(result) != PGRES_COPY_OUT) fail("the query", PQerrorMessage(connection));

  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *book = workbook_new_opt(arguments[2], &options);
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
  if (error) fail(arguments[2], lxw_strerror(error));
  return 0;
}
