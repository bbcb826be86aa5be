"""The register written with XlsxWriter or openpyxl, both as they write a long sheet in bounded memory.

register.py xlsxwriter|openpyxl URL QUERY FILE.xlsx
"""

import sys

import psycopg2

TITLES = [
    "Booking", "Service date", "Billing date", "Customer", "Pet", "Tests", "Base", "Discount", "Distance",
    "Final amount", "Status", "Invoice", "Invoice date", "Findings"]
# n a number, d a date, t a text.
KINDS = "nddtttnnnnttdt"


class Rows:
    """Takes what COPY sends, in pieces of any length, and hands on each row as values."""

    def __init__(self, add):
        self.add, self.rest = add, b""

    def write(self, piece):
        *lines, self.rest = (self.rest + piece).split(b"\n")
        for line in lines:
            fields = line.decode().split("\t")
            self.add([
                None if field == "\\N" else field if kind == "t" else float(field)
                for field, kind in zip(fields, KINDS, strict=True)])
        return len(piece)


def with_xlsxwriter(path, stream):
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Register")
    formats = {
        "n": book.add_format({"num_format": "#,##0.00"}), "d": book.add_format({"num_format": "yyyy-mm-dd"}),
        "t": None}
    sheet.write_row(0, 0, TITLES)
    place = iter(range(1, 1 << 20))

    def add(values):
        row = next(place)
        for column, value in enumerate(values):
            if isinstance(value, float):
                sheet.write_number(row, column, value, formats[KINDS[column]] if column else None)
            elif value is not None:
                sheet.write_string(row, column, value)

    stream(Rows(add))
    book.close()


def with_openpyxl(path, stream):
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Register")
    sheet.append(TITLES)
    formats = {"n": "#,##0.00", "d": "yyyy-mm-dd"}

    def cell(column, value):
        if not isinstance(value, float) or column == 0:
            return value
        made = WriteOnlyCell(sheet, value)
        made.number_format = formats[KINDS[column]]
        return made

    stream(Rows(lambda values: sheet.append([cell(*entry) for entry in enumerate(values)])))
    book.save(path)


def main(library, url, query, path):
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        write = {"xlsxwriter": with_xlsxwriter, "openpyxl": with_openpyxl}[library]
        write(path, lambda rows: cursor.copy_expert(query, rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
