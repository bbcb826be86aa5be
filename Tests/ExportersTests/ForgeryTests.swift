import Billing
internal import LabSchema
internal import Testing

@testable internal import Exporters

/// What is found without a seal, of somebody who changes a file and what the manifest says of it.
@Suite("Verifying a forged package")
struct ForgeryTests {
  private let forger: ForgedPackage

  init() throws {
    forger = try ForgedPackage()
  }

  @Test("an amount that was changed in the CSV file and its digest in the manifest is found")
  func forgedAmount() throws {
    try forger.forge("reconciliation-2025-01.csv") { text in
      text.replacing("424.70,0.00,0.00,424.70", with: "424.70,0.00,0.00,424.71", maxReplacements: 1)
    }
    let found = try forger.problems()
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0.kind == .total })
    #expect(found.contains { $0.problem.contains("final_amount adds up to") })
  }

  @Test("a row taken out of a CSV file is found, whatever the manifest's digest says")
  func forgedRow() throws {
    try forger.forge("invoices-2025-01.csv") { text in
      text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    }
    let found = try forger.problems().map(\.problem)
    #expect(
      found.prefix(3) == [
        "it has 30 rows instead of 31",
        "CN/24-25/000001 is not booking 3's, as the manifest says",
        "its rows of 2025-01-30 are not those the manifest names",
      ])
    #expect(found.contains { $0.hasPrefix("sheet Register: ") })
    #expect(found.contains { $0.hasPrefix("sheet Series: ") })
  }

  @Test("a total that was changed in the manifest is found against workbook and CSV file")
  func forgedTotal() throws {
    try forger.forge { $0.totals.balance?.paid = .zero }
    let files = Set(try forger.problems().map(\.path))
    #expect(
      files == [
        forger.folder + "/billing-2025-01.xlsx", forger.folder + "/reconciliation-2025-01.csv",
      ])
    try forger.forge { $0.totals.balance?.amounts.final = Money(minorUnits: 1_00) }
    #expect(
      try forger.problems().contains {
        $0.problem.hasPrefix("base − discount + distance charge is")
      })
  }

  @Test("a count of bookings that was changed is found")
  func forgedCount() throws {
    try forger.forge { manifest in
      manifest.bookings.counts[.billed] += 1
      manifest.bookings.total += 1
    }
    #expect(
      try forger.problems().map(\.problem) == [
        "\"\(TieOut.bookings)\" is 80, the total 81", "60 bookings are billed instead of 61",
        "sheet Summary: B6 (billed) shows 60 instead of 61",
        "sheet Summary: B10 (bookings) shows 80 instead of 81",
        "sheet Days: the sum of B (bookings) shows 80 instead of 81",
        "sheet Days: B37 (bookings) shows 80 instead of 81",
        "sheet Days: the sum of C (billed) shows 60 instead of 61",
        "sheet Days: C37 (billed) shows 60 instead of 61",
      ])
  }

  @Test("a manifest that says more than an export writes is refused")
  func addition() throws {
    let text = String(decoding: try forger.bytes("manifest.json"), as: UTF8.self)
    try forger.write(
      Array(text.replacing("{\n", with: "{\n  \"a\" : 1,\n", maxReplacements: 1).utf8),
      to: "manifest.json")
    #expect(try forger.problems().map(\.kind) == [.changed])
  }

  @Test("amounts that changed places between two invoices are found, though all sums are right")
  func exchangedAmounts() throws {
    try forger.forge("invoices-2025-01.csv") { text in
      text.replacing("499.40", with: "#").replacing("611.45", with: "499.40")
        .replacing("#", with: "611.45")
    }
    let found = try forger.problems()
    #expect(
      found.map(\.problem).contains(
        "number, date, booking or an amount of an invoice is not what reconciliation-2025-01.csv says"
      ))
    #expect(found.contains { $0.problem.hasSuffix("are not those the manifest names") })
  }

  @Test("amounts that changed places in both CSV files are found by the days")
  func exchangedInBoth() throws {
    for name in ["invoices-2025-01.csv", "reconciliation-2025-01.csv"] {
      try forger.forge(name) { text in
        text.replacing("499.40", with: "#").replacing("611.45", with: "499.40")
          .replacing("#", with: "611.45")
      }
    }
    let found = try forger.problems()
    #expect(found.contains { $0.problem.hasSuffix("are not those the manifest names") })
    #expect(found.contains { $0.problem.hasPrefix("sheet Register: a row is not") })
  }

  @Test("a row whose amounts do not come to its final amount is found")
  func row() throws {
    try forger.forge("reconciliation-2025-01.csv") { text in
      text.replacing("424.70,0.00,0.00,424.70", with: "424.70,1.00,1.00,424.71", maxReplacements: 1)
    }
    #expect(
      try forger.problems().map(\.problem).contains(
        "row 2: base − discount + distance charge is not the final amount"))
  }

  @Test("a figure of Summary or Days that is not the package's is found, and its cell named")
  func figures() throws {
    let whole = try forger.bytes("billing-2025-01.xlsx")
    let changes = [
      // The final amount, a formula with its result, and the bookings billed.
      (
        "xl/worksheets/sheet1.xml", #"(<c r="B24"[^>]*><f>[^<]*</f><v>)[0-9.]+"#,
        "Summary: B24 (final)"
      ),
      ("xl/worksheets/sheet1.xml", #"(<c r="B6"[^>]*><v>)60"#, "Summary: B6 (billed) shows 1"),
      ("xl/worksheets/sheet2.xml", #"(<c r="H7"[^>]*><v>)[0-9.]+"#, "Days: the sum of H (base)"),
      (
        "xl/worksheets/sheet2.xml", #"(<c r="K37"[^>]*><f>[^<]*</f><v>)[0-9.]+"#,
        "Days: K37 (final)"
      ),
    ]
    for (part, pattern, problem) in changes {
      try forger.forgeWorkbook(part, pattern, #"\g<1>1"#)
      let found = try forger.problems().map(\.problem)
      #expect(found.contains { $0.hasPrefix("sheet " + problem) }, "\(pattern): \(found)")
      try forger.write(whole, to: "billing-2025-01.xlsx")
      try forger.adopt("billing-2025-01.xlsx")
    }
    #expect(try forger.problems().isEmpty)
  }

  @Test("digests of the data package that are not the manifest's are found")
  func dataPackage() throws {
    let digest = try FileDigest(path: forger.folder + "/invoices-2025-01.csv").sha256
    try forger.forge("datapackage.json") {
      $0.replacing(digest, with: String(digest.reversed()))
    }
    #expect(
      try forger.problems().map(\.problem) == [
        "size and digest of invoices-2025-01.csv are not those of the manifest"
      ])
  }

  @Test("a manifest whose tie-out, dates or version are not those of its package is found")
  func manifest() throws {
    let whole = try forger.bytes("manifest.json")
    let unreadable = "it is no manifest that this version reads"
    let changes: [(problem: String, change: (inout Manifest) -> Void)] = [
      (
        "\"\(TieOut.amounts)\" is 1.00, the total ",
        {
          $0.tieOut[1].expected = "1.00"
          $0.tieOut[1].actual = "1.00"
        }
      ),
      ("\"\(TieOut.csv)\" is missing, the total ", { $0.tieOut.removeLast() }),
      ("2025-01 is not from 2025-01-02 to 2025-01-31", { $0.firstServiceDate = "2025-01-02" }),
      ("it says what no package of version 1 says", { $0.version = 1 }),
      (unreadable, { $0.version = 3 }),
      ("it names no lab", { $0.lab = nil }),
      (
        "its lab is not the one that datapackage.json names",
        { $0.lab = "8e2c6a1e-6f2f-4f6c-9b57-1d3f0a5b7c9d" }
      ),
      ("it does not say whether it is sealed", { $0.sealed = nil }),
      ("it does not name its number series", { $0.series = nil }),
      (
        "PL/24-25/0000029 is not number 30 of its series",
        { $0.series?[0].lastNumber = "PL/24-25/0000029" }
      ),
      ("PL/24-25/0000030 is not booking ", { $0.series?[0].lastBooking += 1 }),
      (
        "PL/24-25/0000030 is not the highest of its series in the manifest",
        { $0.series?.removeFirst() }
      ),
      ("it does not name its days", { $0.days = nil }),
      (
        "its rows of 2025-01-",
        { $0.days?[3].files["invoices"] = String(repeating: "0", count: 64) }
      ),
      ("its rows of 2025-01-", { $0.days?.removeLast() }),
      ("it is the package of 2025-02", { $0.scope = "2025-02" }),
      (
        unreadable,
        {
          $0.bookings.counts[.billed] = .max
          $0.bookings.counts[.excluded] = .max
        }
      ),
      ("its days are not in order, each once", { $0.days?.reverse() }),
      ("it names a file twice", { $0.files.append($0.files[0]) }),
      ("it is in INR and Asia/Kolkata, 2025-01 in EUR and Asia/Kolkata", { $0.currency = "EUR" }),
    ]
    for (problem, change) in changes {
      try forger.forge(change)
      let found = try forger.problems().map(\.problem)
      #expect(found.contains { $0.hasPrefix(problem) }, "\(problem): \(found)")
      try forger.write(whole, to: "manifest.json")
    }
    #expect(try forger.problems().isEmpty)
  }
}
