import Billing
internal import Foundation
internal import LabSchema
internal import TestLab
internal import Testing

@testable internal import Exporters

/// What is found of somebody who changes a workbook, and makes all digests say that it has always been so.
@Suite("Verifying a forged workbook")
struct SheetForgeryTests {
  private let forger: ForgedPackage
  private let whole: [UInt8]

  init() throws {
    forger = try ForgedPackage()
    whole = try forger.bytes(Self.name)
  }

  private static let name = "billing-2025-01.xlsx"
  private var path: String { forger.folder + "/" + Self.name }

  /// What is found of the month alone, with another workbook in it.
  private func problems(_ workbook: [UInt8]) throws -> [PackageProblem] {
    try forger.write(workbook, to: Self.name)
    try forger.adopt(Self.name)
    let manifest = try #require(Manifest(json: try forger.bytes("manifest.json")))
    return PackageCheck(folder: forger.folder, manifest: manifest).run()
  }

  /// The workbook with one text of a sheet replaced.
  private func forged(_ sheet: String, _ pattern: String, _ replacement: String) throws -> [UInt8] {
    try forger.write(whole, to: Self.name)
    let part = try #require(try sheets()[sheet])
    try forger.forgeWorkbook(part, pattern, replacement)
    return try forger.bytes(Self.name)
  }

  /// The parts of the sheets, by their names.
  private func sheets() throws -> [String: String] {
    let index = try WorkbookCheck.index(of: try ZipArchive(path: path))
    let names = [
      "Summary", "Days", "Register", "Discounts", "Distance", "Tests", "Outstanding", "Series",
      "Exceptions",
    ]
    return Dictionary(
      uniqueKeysWithValues: names.compactMap { name in index.part(ofSheet: name).map { (name, $0) }
      })
  }

  /// What no CSV file says and no sum of its own holds: what a visit costs, where none is charged by it;
  /// how many bookings have a test; a customer's number and the day of the oldest invoice.
  private static let unheld: [String: Set<String>] = [
    "Distance": ["B", "C", "D"], "Tests": ["C"], "Outstanding": ["B", "D"],
  ]

  @Test("a figure of any column of any sheet that was changed is found, and its sheet named")
  func everyColumn() throws {
    let variants = forger.lab.folder.path("variants")
    let unheld = Self.unheld.map { "\($0):\($1.sorted().joined())" }.sorted().joined(separator: ",")
    let listed = try PythonScript.run(
      """
      import os, random, re, sys, zipfile
      path, out, unheld, parts = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
      unheld = {u.split(":")[0]: set(u.split(":")[1]) for u in unheld.split(",")}
      os.mkdir(out)
      dice = random.Random(7)
      with zipfile.ZipFile(path) as book: files = {i.filename: book.read(i) for i in book.infolist()}
      cell = re.compile(r'(<c r="([A-Z]+)([0-9]+)"(?: s="[0-9]+")?>(?:<f>[^<]*</f>)?<v>)([^<]*)(</v>)')
      number = 0
      for sheet, part in (p.split("=") for p in parts):
        text = files[part].decode()
        columns = {}
        for m in cell.finditer(text): columns.setdefault(m[2], []).append(m)
        for column, cells in sorted(columns.items()):
          if column in unheld.get(sheet, ()): continue
          for m in sorted({dice.choice(cells), cells[-1]}, key=lambda m: m.start()):
            value = "%.16G" % (float(m[4]) + 1)
            changed = text[:m.start()] + m[1] + value + m[5] + text[m.end():]
            with zipfile.ZipFile(f"{out}/{number}", "w", zipfile.ZIP_DEFLATED) as book:
              for name, content in files.items():
                book.writestr(name, changed.encode() if name == part else content)
            print(sheet, m[2] + m[3])
            number += 1
      """,
      arguments: [path, variants, unheld]
        + sheets().map { "\($0)=\($1)" }.sorted())
    let cells = listed.split(separator: "\n")
    #expect(cells.count > 80)
    for (index, cell) in cells.enumerated() {
      let found = try problems(try forger.lab.folder.bytes("variants/\(index)"))
      let sheet = String(cell.split(separator: " ")[0])
      #expect(
        found.contains {
          $0.problem.hasPrefix("sheet \(sheet)") || $0.problem.contains("its register")
        }, "\(cell): \(found.map(\.problem))")
    }
    #expect(try problems(whole).isEmpty)
  }

  @Test("amounts that changed places between two records of the register are found")
  func exchangedRows() throws {
    let text = try PythonScript.run(
      """
      import re, sys, zipfile
      with zipfile.ZipFile(sys.argv[1]) as book: text = book.read(sys.argv[2]).decode()
      amounts = re.findall(r'<c r="P([0-9]+)"[^>]*><v>([^<]*)</v>', text)
      rows = [r for r in amounts if int(r[0]) > 4]
      other = next(r for r in rows if r[1] != rows[0][1])
      print(rows[0][0], rows[0][1], other[0], other[1])
      """, arguments: [path, try #require(try sheets()["Register"])])
    let found = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let (row, amount, other, otherAmount) = (found[0], found[1], found[2], found[3])
    var workbook = try forged(
      "Register", #"(<c r="P\#(row)"[^>]*><v>)[^<]*"#, #"\g<1>\#(otherAmount)"#)
    try forger.write(workbook, to: Self.name)
    try forger.forgeWorkbook(
      try #require(try sheets()["Register"]), #"(<c r="P\#(other)"[^>]*><v>)[^<]*"#,
      #"\g<1>\#(amount)"#)
    workbook = try forger.bytes(Self.name)
    #expect(
      try problems(workbook).map(\.problem) == [
        "sheet Register: a row is not what the CSV files say of its record or note"
      ])
  }

  @Test(
    "a formula, a state, a severity, or a cell that stands twice is found",
    arguments: [
      (
        "Days", #"(<c r="K37"[^>]*><f>)SUM\(K6:K36\)"#, #"\g<1>SUM(K6:K20)"#,
        "sheet Days: K37 shows"
      ),
      ("Days", #"(<c r="K37"[^>]*><f>)[^<]*"#, #"\g<1>1+1"#, "has a formula that no export writes"),
      ("Register", #"SUBTOTAL\(109,G5:"#, "SUBTOTAL(109,G6:", "is not the sum of its column"),
      ("Days", #"(<c r="H7")"#, #"<c r="H7"><v>1</v></c>\g<1>"#, "are not in order, each once"),
      ("Days", #"(<c r="H7"[^>]*><v>[^<]*</v>)"#, #"\g<1><v>1</v>"#, "has two values"),
      ("Exceptions", "<t>open</t>", "<t>accepted</t>", "sheet Summary: B34"),
      ("Exceptions", "<t>hold</t>", "<t>warn</t>", "sheet Exceptions: a row is not"),
      (
        "Days", #"<c r="H7"( s="[0-9]+")?><v>[^<]*</v>"#,
        #"<c r="H7" t="inlineStr"><is><t>1</t></is>"#,
        "sheet Days: H7"
      ),
    ])
  func places(sheet: String, pattern: String, replacement: String, problem: String) throws {
    let found = try problems(try forged(sheet, pattern, replacement)).map(\.problem)
    #expect(found.contains { $0.contains(problem) }, "\(found)")
  }

  @Test("a chart that shows other numbers than its cells is found")
  func chart() throws {
    try forger.forgeWorkbook(
      "xl/charts/chart1.xml", #"(<c:numCache>.*?<c:pt idx="0"><c:v>)[^<]*"#, #"\g<1>9"#)
    let found = try problems(try forger.bytes(Self.name)).map(\.problem)
    #expect(found.contains { $0.contains("a chart shows other numbers than") }, "\(found)")
  }

  @Test("a damaged part is found by the zip's own checksums, whichever it is")
  func everyPart() throws {
    for entry in try ZipArchive(path: path).entries {
      var flipped = whole
      flipped[entry.headerOffset + 30 + entry.name.utf8.count + entry.compressedSize / 2] ^= 1
      let found = try problems(flipped)
      #expect(
        found.contains { $0.kind == .unreadable && $0.problem.hasPrefix(entry.name + ": ") },
        "\(entry.name): \(found.map(\.problem))")
    }
  }

  @Test("a check of the tie-out that was removed, renamed or repeated is found, whichever it is")
  func tieOutNames() throws {
    let manifest = try #require(Manifest(json: try forger.bytes("manifest.json")))
    func problems(_ change: (inout Manifest) -> Void) throws -> [String] {
      var changed = manifest
      change(&changed)
      let scope = try #require(ExportScope(manifest.scope))
      return ManifestCheck(manifest: changed, scope: scope).problems
    }
    #expect(try problems { _ in }.isEmpty)
    #expect(Set(manifest.tieOut.map(\.name)).isSuperset(of: TieOut.always))
    for (index, check) in manifest.tieOut.enumerated() {
      // The check of notes is there where there are notes; the workbook has it all the same.
      let isOfNotes = check.name == TieOut.notes
      func isMissed(_ problem: String) -> Bool {
        isOfNotes
          ? problem.hasPrefix("sheet Summary: ") : problem.contains("\"\(check.name)\"")
      }
      if !isOfNotes {
        let removed = try problems { $0.tieOut.remove(at: index) }
        #expect(removed.contains(where: isMissed), "\(check.name): \(removed)")
      }
      let renamed = try problems { $0.tieOut[index].name += " " }
      #expect(
        renamed.contains { $0.hasSuffix("which no export checks") }, "\(check.name): \(renamed)")
      let repeated = try problems { $0.tieOut.append(check) }
      #expect(
        repeated.contains("its tie-out has a check twice"), "\(check.name): \(repeated)")
      try forger.forge { $0.tieOut.remove(at: index) }
      let found = try forger.problems().map(\.problem)
      #expect(found.contains(where: isMissed), "\(check.name): \(found)")
      try forger.forge { $0.tieOut = manifest.tieOut }
    }
    // A whole series, with both of its checks.
    let series = try problems { $0.tieOut.removeAll { $0.name.hasPrefix("Invoices ") } }
    #expect(series.contains { $0.hasPrefix("its tie-out does not have \"Invoices ") }, "\(series)")
  }
}
