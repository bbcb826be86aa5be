import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

extension DemoLabTests {
  /// Every sheet of the demo lab's March, read by openpyxl, against the database by other ways than
  /// the program's own: bookings, items and redemptions instead of what records keep of them.
  @Suite("The demo lab's workbook adds up to the database, sheet by sheet")
  struct DemoWorkbookTests {
    private let lab: BilledDemoLab
    private let connection: Connection

    init() throws {
      lab = try BilledDemoLab.shared.get()
      connection = try lab.database.connect()
    }

    private func database(_ statement: Statement) throws -> [String] {
      try connection.query(statement) { try $0.string(0) }
    }

    /// What each script prints of the workbook, line by line; it is read once for all of them.
    private func workbook(_ scripts: [String]) throws -> [[String]] {
      let script = """
        import sys
        from openpyxl import load_workbook
        book = load_workbook(sys.argv[1] + "/2025-03/billing-2025-03.xlsx", data_only=True)
        sheets = {}
        def table(name, *headers, section=None):
          if name not in sheets: sheets[name] = list(book[name].iter_rows(values_only=True))
          rows = sheets[name]
          head = next(i for i, row in enumerate(rows) if all(h in row for h in headers))
          columns = [rows[head].index(h) for h in headers]
          first = next(i for i, row in enumerate(rows) if row[0] == section) if section else head
          for row in rows[first + 1:]:
            if row[columns[0]] in (None, "") or row[0] == "Total": break
            yield tuple(row[c] for c in columns)
        def money(value): return "%.2f" % value
        \(scripts.joined(separator: "\nprint('====')\n"))
        """
      let printed = try PythonScript.run(script, arguments: [lab.exports])
      return printed.split(separator: "====\n", omittingEmptySubsequences: false).map {
        $0.split(separator: "\n").map(String.init)
      }
    }

    @Test(
      "verify finds nothing wrong, and each figure of Discounts, Distance and Tests that was changed"
    )
    func forged() throws {
      let folder = try lab.copyOfExports()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let sound = try JobrunnerProgram.run(["verify", folder])
      #expect(sound.exitCode == 0, "\(sound.standardOutput)")
      // Digests are made anew with each change; what a visit costs is changed where one was charged.
      let missed = try PythonScript.run(
        """
        import hashlib, json, random, re, shutil, subprocess, sys, zipfile
        month, program = sys.argv[1] + "/2025-03", sys.argv[2]
        path, manifest = month + "/billing-2025-03.xlsx", month + "/manifest.json"
        with zipfile.ZipFile(path) as book: files = {i.filename: book.read(i) for i in book.infolist()}
        said = open(manifest).read()
        old = next(f for f in json.loads(said)["files"] if f["name"].endswith(".xlsx"))
        cell = re.compile(r'(<c r="([A-Z]+)([0-9]+)"(?: s="[0-9]+")?>(?:<f>[^<]*</f>)?<v>)([^<]*)(</v>)')
        dice, tried = random.Random(3), 0
        for sheet, part, unheld in ("Discounts", 4, ""), ("Distance", 5, "D"), ("Tests", 6, "C"):
          part = f"xl/worksheets/sheet{part}.xml"
          text = files[part].decode()
          cells = list(cell.finditer(text))
          charged = {m[3] for m in cells if m[2] == "H" and float(m[4]) > 0}
          for column in sorted({m[2] for m in cells} - set(unheld)):
            own = [m for m in cells if m[2] == column]
            if sheet == "Distance" and column in "BC": own = [m for m in own if m[3] in charged]
            m = dice.choice(own)
            changed = text[:m.start()] + m[1] + "%.16G" % (float(m[4]) + 1) + m[5] + text[m.end():]
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
              for name, content in files.items():
                book.writestr(name, changed.encode() if name == part else content)
            data = open(path, "rb").read()
            digest = hashlib.sha256(data).hexdigest()
            open(manifest, "w").write(said.replace(old["sha256"], digest)
              .replace('"bytes" : %d,' % old["bytes"], '"bytes" : %d,' % len(data)))
            done = subprocess.run([program, "verify", month], capture_output=True, text=True)
            tried += 1
            if done.returncode != 65 or f"sheet {sheet}: " not in done.stdout:
              print(sheet, m[2] + m[3], done.stdout, done.stderr)
        print("tried", tried > 14)
        """, arguments: [folder, JobrunnerProgram.path])
      #expect(missed == "tried True\n")
    }

    @Test("every sheet")
    func sheets() throws {
      let sheets = Self.sheets
      let read = try workbook(sheets.map(\.script))
      try #require(read.count == sheets.count)
      for (sheet, lines) in zip(sheets, read) {
        #expect(try lines == sheet.statements.flatMap(database), "\(sheet.name)")
      }
    }

    private struct Sheet {
      let name: String
      /// What Python prints of it.
      let script: String
      /// What the database gives.
      let statements: [Statement]
    }

    private static let sheets = [
      Sheet(
        name: "Days",
        script: """
          for day, records, final in table("Days", "Date", "Records", "Final amount"):
            if records: print(day.date(), records, money(final))
          """,
        statements: [
          """
          select billing_date || ' ' || count(*) || ' ' || sum(final_amount)
          from billing_records where billing_period = '2025-03'
          group by billing_date order by billing_date
          """
        ]),
      Sheet(
        name: "Register",
        script: """
          for row in table("Register", "Booking", "Tests", "Base amount", "Invoice"):
            print(row[0], row[1], money(row[2]), row[3] or "-")
          """,
        statements: [
          """
          select concat_ws(' ', r.booking_id,
            (
              select string_agg(named.name, ', ' order by named.first)
              from (
                select t.name, min(i.id) as first
                from booking_items i join tests t on t.id = i.test_id
                where i.booking_id = r.booking_id
                group by t.id
              ) named
            ),
            r.base_amount, coalesce(r.invoice_number, '-'))
          from billing_records r where billing_period = '2025-03'
          order by billing_date, booking_id
          """
        ]),
      Sheet(
        name: "Tests, quantities",
        script: """
          for test, quantity in sorted(table("Tests", "Test", "Quantity", section="By category and test")): print(test, quantity)
          """,
        statements: [
          """
          select t.name || ' ' || sum(i.quantity)
          from billing_records r
          join booking_items i on i.booking_id = r.booking_id
          join tests t on t.id = i.test_id
          where r.billing_period = '2025-03'
          group by t.name order by t.name collate "C"
          """
        ]),
      Sheet(
        name: "Tests, amounts",
        script: """
          lines = table("Tests", "Test", "Base amount", "Discount share", "Net amount", section="By category and test")
          print(*[money(sum(column)) for column in list(zip(*lines))[1:]])
          """,
        statements: [
          """
          select sum(base_amount) || ' ' || sum(discount_amount) || ' '
            || sum(base_amount - discount_amount)
          from billing_records where billing_period = '2025-03'
          """
        ]),
      Sheet(
        name: "Discounts",
        script: """
          for kind, code, uses in sorted(table("Discounts", "Kind", "Offer or coupon", "Uses", section="By offer and coupon")):
            if kind == "Coupon": print(code, uses)
          print(money(sum(given for kind, given in table("Discounts", "Kind", "Given", section="By offer and coupon"))))
          """,
        statements: [
          """
          select line from (
            select c.code || ' ' || count(*) as line
            from coupon_redemptions redeemed
            join coupons c on c.id = redeemed.coupon_id
            join billing_records r on r.booking_id = redeemed.booking_id
            where r.billing_period = '2025-03'
            group by c.code
          ) uses
          order by line collate "C"
          """,
          "select sum(discount_amount)::text from billing_records where billing_period = '2025-03'",
        ]),
      Sheet(
        name: "Distance",
        script: """
          rows = list(table("Distance", "Pricing", "Records", "Kilometres", "Distance charge"))
          print(sum(r[1] for r in rows if r[0] != "None"), "%.3f" % sum(r[2] for r in rows), money(sum(r[3] for r in rows)))
          """,
        statements: [
          """
          select count(b.estimated_distance_km) || ' '
            || sum(round(b.estimated_distance_km::numeric, 3)) || ' ' || sum(r.distance_charge)
          from billing_records r join bookings b on b.id = r.booking_id
          where r.billing_period = '2025-03'
          """
        ]),
      Sheet(
        name: "Outstanding",
        script: """
          print(money(sum(row[1] for row in table("Outstanding", "Customer", "Outstanding"))))
          """,
        statements: [
          """
          select sum(final_amount)::text from billing_records
          where status = 'invoiced' and billing_date <= '2025-03-31'
          """
        ]),
      Sheet(
        name: "Series",
        script: """
          for row in table("Series", "Documents", "Financial year", "Issued", "Gaps"): print(*row)
          """,
        statements: [
          """
          select 'Invoices ' || s.fiscal_year || ' ' || max(r.invoice_sequence) || ' 0'
          from billing_records r join billing_number_series s on s.series_id = r.invoice_series_id
          where r.billing_period = '2025-03' and r.invoice_number is not null
          group by s.fiscal_year order by s.fiscal_year
          """
        ]),
      Sheet(
        name: "Exceptions",
        script: "print(len(list(table('Exceptions', 'Finding', 'What to do'))))",
        statements: [
          """
          select count(*)::text from billing_findings
          where closed_run_id is null
            and (
              billing_period = '2025-03' or service_date between '2025-03-01' and '2025-03-31'
              or (billing_period is null and service_date is null)
            )
          """
        ]),
    ]
  }
}
