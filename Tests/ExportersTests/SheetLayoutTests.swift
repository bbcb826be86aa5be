import Billing
internal import Exporters
internal import LabSchema
internal import Postgres
internal import TestLab
internal import Testing

/// The lab with names, tests, notes and findings that take more than a line.
@Suite("The sheets on screen and on paper")
struct SheetLayoutTests {
  private let lab: ExportLab
  private let folder: String

  init() throws {
    lab = try ExportLab()
    try lab.connection.run(
      script: """
        alter table billing_records disable trigger all;
        alter table billing_adjustments disable trigger all;
        insert into categories (name) values ('Health Panels');
        insert into tests (category_id, name, price)
        select 1, case n % 3 when 0 then 'Comprehensive Wellness Panel with Urine Culture ' || n
          when 1 then 'SDMA ' || n else 'Complete Blood Count with differential (CBC) ' || n end, 100
        from generate_series(1, 150) as n;
        update billing_records
        set test_ids = to_jsonb(array[booking_id, booking_id + 1, booking_id + 2])
        where booking_id % 2 = 0;
        update billing_records r
        set pricing = jsonb_build_object('lines', jsonb_build_array(jsonb_build_object(
          'amount', base_amount::text, 'test', booking_id, 'quantity', 1)))
        where booking_id % 2 = 0;
        update users set full_name = 'The Society for the Prevention of Cruelty to Animals, Bengaluru'
        where id = 2;
        update billing_adjustments set reason = repeat('the customer was promised another price; ', 4);
        insert into billing_findings (
          kind, severity, booking_id, service_date, billing_period, detail, opened_run_id, opened_on
        )
        select kind, 'warn', booking_id, billing_date, '2025-01', repeat('word ' || kind || ' ', 12), 1,
          '2025-01-28'
        from billing_records
        cross join unnest(array['discount_capped', 'redemption_mismatch']) as kind
        where booking_id % 10 = 0 and billing_period = '2025-01';
        """)
    folder = try lab.export().folder
  }

  private func python(_ script: String) throws -> String {
    try PythonScript.run(
      """
      import math, openpyxl, sys
      from openpyxl.utils import get_column_letter
      book = openpyxl.load_workbook(sys.argv[1] + "/billing-2025-01.xlsx")
      cached = openpyxl.load_workbook(sys.argv[1] + "/billing-2025-01.xlsx", data_only=True)
      def points(text, font):
        # Arial, roughly: narrow and wide letters, capitals, and the others as digits.
        def em(letter):
          if letter in "ijl.,:;'|/\\" ()/I-ft[]!": return 0.29
          if letter in "mwMW@%→": return 0.87
          return 0.69 if letter.isupper() else 0.54
        return sum(em(letter) for letter in text) * font.sz * (1.07 if font.b else 1)
      def room(sheet, column):
        for name, dimension in sheet.column_dimensions.items():
          if dimension.min <= column <= dimension.max: return (dimension.width - 5 / 7) * 7 * 0.75
        raise KeyError((sheet.title, column))
      def lines(text, font, room):
        count, line = 1, 0
        for paragraph, words in enumerate(text.split("\\n")):
          if paragraph: count, line = count + 1, 0
          for word in words.split(" "):
            width = points(word, font)
            if line and line + width > room: count, line = count + 1, 0
            # A word longer than a line is broken anywhere.
            count, width = count + max(0, math.ceil(width / room) - 1), width % room
            line += width + points(" ", font)
        return count
      \(script)
      """, arguments: [folder])
  }

  @Test("no text of a table is clipped: it fits its column, or its row is as high as its lines")
  func clipping() throws {
    let report = try python(
      """
      tables = {"Days": 5, "Register": 4, "Discounts": 4, "Distance": 4, "Tests": 4, "Outstanding": 8, "Series": 4, "Exceptions": 4, "About": 4}
      wrapped, clipped = {}, []
      for name, header in tables.items():
        sheet = book[name]
        for row in sheet.iter_rows(min_row=header):
          for cell in row:
            if not isinstance(cell.value, str) or cell.value.startswith("=SU"): continue
            width = room(sheet, cell.column)
            alone = all(other.value is None for other in row[cell.column:])
            needed = lines(cell.value, cell.font, width) if cell.alignment.wrap_text else 1
            height = sheet.row_dimensions[cell.row].height or sheet.sheet_format.defaultRowHeight
            if needed > 1: wrapped[name] = wrapped.get(name, 0) + 1
            if needed * 11.5 > height: clipped.append((name, cell.coordinate, needed, height))
            if needed == 1 and not alone and points(cell.value, cell.font) > width * 1.02: clipped.append((name, cell.coordinate, cell.value))
      print(clipped)
      print(sorted(name for name in wrapped if wrapped[name] > 5))
      """)
    #expect(report == "[]\n['About', 'Exceptions', 'Register']\n")
  }

  @Test("only rows that need it are higher, and in those all cells stand at the top")
  func heights() throws {
    let report = try python(
      """
      sheet = book["Register"]
      tall = [row for row in range(5, sheet.max_row + 1) if sheet.row_dimensions[row].height]
      flat = [row for row in range(5, sheet.max_row + 1) if row not in tall]
      print(len(tall) > 10, len(flat) > 10)
      print({cell.alignment.vertical for row in tall for cell in sheet[row]})
      print({(cell.alignment.vertical, bool(cell.alignment.wrap_text)) for row in flat for cell in sheet[row]})
      print({cell.border.bottom.style for row in tall + flat for cell in sheet[row]})
      print(max(sheet.row_dimensions[row].height for row in tall) > 40)
      """)
    #expect(report == "True True\n{'top'}\n{('center', False)}\n{'thin'}\nTrue\n")
  }

  @Test("rows have the same height in all programs, under the charts of Summary above all")
  func rowHeight() throws {
    let report = try python(
      """
      print({(sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight) for sheet in book})
      summary = book["Summary"]
      print(sorted({summary.row_dimensions[row].height for row in range(4, summary.max_row + 1)}))
      """)
    #expect(report == "{(14.25, True)}\n[14.25, 21.0]\n")
  }

  @Test("every number fits its column, also in bold, also below zero")
  func numbers() throws {
    let report = try python(
      """
      def grouped(value):
        # The widest that an amount is written: to the lakh, with two decimals.
        whole, minus = str(int(abs(value))), "-" if value < 0 else ""
        head, groups = whole[:-3], whole[-3:]
        while head: head, groups = head[:-2], head[-2:] + "," + groups
        return minus + groups + ".00"
      narrow = []
      for sheet in cached:
        for row in sheet.iter_rows():
          for cell in row:
            if isinstance(cell.value, (int, float)) and "0.00" in cell.number_format:
              if points(grouped(cell.value), cell.font) + 3 > room(sheet, cell.column): narrow.append((sheet.title, cell.coordinate, cell.value))
      print(narrow)
      """)
    #expect(report == "[]\n")
  }

  @Test("every sheet but the one page of Summary keeps its header in sight and on each page")
  func headers() throws {
    let report = try python(
      """
      for sheet in book:
        if sheet.title == "Summary":
          print(sheet.page_setup.fitToHeight, sheet.print_title_rows)
          continue
        first, last = [int(part) for part in sheet.print_title_rows.replace("$", "").split(":")]
        cells = [cell for cell in sheet[last] if cell.value]
        assert all(cell.fill.fgColor.rgb == "FFE8EEF3" and cell.font.b for cell in cells), sheet.title
        assert sheet.freeze_panes.endswith(str(last + 1)), sheet.freeze_panes
        print(sheet.title, first, last, len(cells))
      """)
    #expect(
      report == """
        None None
        Days 4 5 16
        Register 4 4 17
        Discounts 4 4 9
        Distance 4 4 8
        Tests 4 4 7
        Outstanding 8 8 10
        Series 4 4 11
        Exceptions 4 4 7
        About 4 4 3

        """)
  }

  @Test("the standard font is one that all systems measure alike")
  func standardFont() throws {
    let report = try PythonScript.run(
      """
      import re, sys, zipfile
      text = zipfile.ZipFile(sys.argv[1] + "/billing-2025-01.xlsx").read("xl/styles.xml").decode()
      print(re.findall(r'<font>.*?</font>', text)[0])
      print(set(re.findall(r'<name val="([^"]*)"/>', text)))
      """, arguments: [folder])
    #expect(report.contains(#"<sz val="10"/>"#))
    #expect(report.hasSuffix("{'Arial'}\n"))
  }
}
