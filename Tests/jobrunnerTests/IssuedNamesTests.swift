import Billing
import Foundation
import LabSchema
import Postgres
import TestLab
import Testing

/// What a document says stays as it was issued, whatever the app renames afterwards.
@Suite("Names that documents were issued with")
struct IssuedNamesTests {
  private let lab: ProgramLab

  /// Booking 1 is invoiced in January and 2 in February, which is open; 3 is a draft.
  init() throws {
    lab = try ProgramLab()
    try lab.connection.run(
      script: "insert into pets (id, user_id, name, species) values (1, 1, 'Coco', 'Dog')")
    try lab.book(1, on: "2025-01-05", items: [(1, "500.00"), (2, "800.00")])
    try lab.book(2, on: "2025-02-01")
    try lab.book(3, on: "2025-02-09")
    try lab.connection.execute("update bookings set pet_id = 1")
    try lab.admin(["nightly"], on: "2025-02-10")
    try lab.admin(["close", "2025-01"], on: "2025-02-10")
  }

  private func rename() throws {
    try lab.connection.run(
      script: """
        update tests set name = 'CBC plus' where id = 1;
        update users set full_name = 'Anita Rao' where id = 1;
        update categories set name = 'Haematology';
        update pets set name = 'Max';
        """)
  }

  private func files(_ folder: String) throws -> [String: Data] {
    let path = "\(lab.folder)/\(folder)"
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .reduce(into: [:]) { files, name in
        files[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
      }
  }

  private func text(_ folder: String, _ name: String) throws -> String {
    try String(contentsOfFile: "\(lab.folder)/\(folder)/\(name)", encoding: .utf8)
  }

  /// The rows of a sheet of a month's workbook, as text.
  private func sheet(_ name: String, of folder: String, month: String) throws -> String {
    try PythonScript.run(
      """
      import openpyxl, sys
      book = openpyxl.load_workbook(sys.argv[1], data_only=True)
      for row in book[sys.argv[2]].iter_rows(values_only=True):
        print("|".join("" if cell is None else str(cell) for cell in row))
      """, arguments: ["\(lab.folder)/\(folder)/\(month)/billing-\(month).xlsx", name])
  }

  @Test("a closed month is exported byte for byte as before, whatever was renamed since")
  func sameBytes() throws {
    #expect(try lab.run("export", "2025-01", "--out", lab.folder + "/before").exitCode == 0)
    try rename()
    try lab.connection.execute("delete from booking_items where test_id = 2")
    try lab.connection.execute("insert into booking_items values (default, 1, 2, 1, 800.00)")
    try lab.connection.execute("update bookings set pet_id = null where id = 1")
    let again = try lab.run("export", "2025-01", "--out", lab.folder + "/after")
    #expect(again.exitCode == 0)
    #expect(!again.standardError.contains("paid or adjusted since"), "\(again.standardError)")
    let before = try files("before/2025-01")
    #expect(before.count == 6)
    #expect(try files("after/2025-01") == before)
    #expect(try text("after/2025-01", "invoices-2025-01.csv").contains("Anita Desai"))
  }

  @Test("an invoice says what it was issued with, a draft what is so today")
  func openMonth() throws {
    try rename()
    #expect(try lab.run("export", "2025-02", "--out", lab.folder + "/now").exitCode == 0)
    let rows = try sheet("Register", of: "now", month: "2025-02").split(separator: "\n")
      .filter { $0.contains("|500|") && !$0.hasPrefix("Total") }
    try #require(rows.count == 2)
    #expect(rows[0].contains("|Anita Desai|Coco|Complete Blood Count|"), "\(rows)")
    #expect(rows[1].contains("|Anita Rao|Max|CBC plus|"), "\(rows)")
    #expect(try text("now/2025-02", "invoices-2025-02.csv").contains("Anita Desai"))
    let outstanding = try sheet("Outstanding", of: "now", month: "2025-02")
    #expect(outstanding.contains("Anita Desai|1|2|"), "\(outstanding)")
  }

  @Test(
    "explain calls an invoice's customer and tests as the invoice does, and what changed so too")
  func explains() throws {
    try rename()
    try lab.connection.execute(
      "update booking_items set unit_price = 450 where booking_id = 1 and test_id = 1")
    let invoice = try lab.admin(["explain", "1"], on: "2025-02-10").standardOutput
    #expect(invoice.contains("Anita Desai (user 1)"), "\(invoice)")
    #expect(invoice.contains("Complete Blood Count: price 500.00 → 450.00"), "\(invoice)")
    #expect(!invoice.contains("CBC plus"))
    let draft = try lab.admin(["explain", "3"], on: "2025-02-10").standardOutput
    #expect(draft.contains("Anita Rao (user 1)") && draft.contains("CBC plus"), "\(draft)")
  }

  @Test("a credit note calls the customer as its invoice did")
  func notes() throws {
    try rename()
    try lab.connection.execute("update bookings set status = 'cancelled' where id = 1")
    try lab.admin(["adjust", "2025-01", "--yes"], on: "2025-02-10")
    #expect(try lab.run("export", "2025-02", "--out", lab.folder + "/now").exitCode == 0)
    let note = try text("now/2025-02", "invoices-2025-02.csv").split(separator: "\n")
      .filter { $0.hasSuffix("credit_note") }
    #expect(note.count == 1 && note[0].contains("Anita Desai"), "\(note)")
  }

  @Test("two tests and two categories of one name stay two; one that was renamed stays one")
  func sameNames() throws {
    try lab.connection.run(
      script: """
        insert into categories (id, name) values (2, 'Blood');
        update tests set category_id = 2, name = 'Complete Blood Count' where id = 3;
        """)
    try lab.book(4, on: "2025-02-03", items: [(3, "300.00")])
    try lab.book(5, on: "2025-02-04", items: [(2, "800.00")])
    try lab.admin(["nightly"], on: "2025-02-11")
    try lab.connection.execute("update tests set name = 'Lipids' where id = 2")
    try lab.book(6, on: "2025-02-05", items: [(2, "800.00")])
    try lab.admin(["nightly"], on: "2025-02-12")
    #expect(try lab.run("export", "2025-02", "--out", lab.folder + "/now").exitCode == 0)
    let rows = try sheet("Tests", of: "now", month: "2025-02").split(separator: "\n")
    let categories = rows.filter { $0.hasPrefix("Blood||") }
    #expect(categories.count == 2, "\(rows)")
    let tests = rows.drop { !$0.hasPrefix("By category and test") }.filter {
      $0.hasPrefix("Blood|")
    }
    #expect(
      tests.map { $0.split(separator: "|")[1] }
        == ["Complete Blood Count", "Lipids", "Complete Blood Count"], "\(rows)")
  }

  @Test("two offers that had one name, one after the other, stay two; so do two customers")
  func sameOffers() throws {
    func offer(_ percent: Int, on date: String) throws {
      try lab.connection.execute(
        """
        insert into offers (name, discount_type, discount_value, start_date, end_date)
        values ('Winter', 'percentage', \(percent)::int, \(date)::date, \(date)::date)
        """)
    }
    try offer(10, on: "2025-02-03")
    try lab.book(4, on: "2025-02-03")
    try lab.admin(["nightly"], on: "2025-02-11")
    try lab.connection.execute("update offers set name = 'Winter of before'")
    try offer(20, on: "2025-02-04")
    try lab.connection.execute("update users set full_name = 'Anita Desai' where id = 2")
    try lab.book(5, on: "2025-02-04", user: 2)
    try lab.admin(["nightly"], on: "2025-02-12")
    #expect(try lab.run("export", "2025-02", "--out", lab.folder + "/now").exitCode == 0)
    let offers = try sheet("Discounts", of: "now", month: "2025-02").split(separator: "\n")
      .filter { $0.contains("|Winter|") }
    #expect(offers.count == 2, "\(offers)")
    #expect(offers.contains { $0.contains("|50|") } && offers.contains { $0.contains("|100|") })
    let customers = try sheet("Outstanding", of: "now", month: "2025-02").split(separator: "\n")
      .filter { $0.hasPrefix("Anita Desai|") }
    #expect(customers.count == 2, "\(customers)")
  }

  @Test("an invoice without names of its own cannot be, and they cannot be changed")
  func protected() throws {
    for change in ["null", #"issued_names || '{"customer": "B"}'"#] {
      #expect(throws: PostgresError.self) {
        try lab.connection.execute(
          """
          update billing_records set issued_names = \(unescaped: change)
          where invoice_number is not null
          """)
      }
    }
  }
}
