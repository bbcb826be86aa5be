/// Reads a workbook back and holds it against what was meant to be written.
///
/// The spreadsheet library reports success after its temporary disk filled up, so only what can be
/// read again counts: every part inflates, has its checksum and is well-formed XML, and the sheets
/// add up.
enum WorkbookCheck {
  /// - Throws: ``SpreadsheetError`` `.damaged` where the file is not whole, `.mismatch` where it is
  ///   whole and wrong; ``SystemFailure`` where it cannot be read.
  static func verify(path: String, _ expectations: [SheetExpectation]) throws {
    let archive = try ZipArchive(path: path)
    let index = try index(of: archive)
    var pending: [String: SheetExpectation] = [:]
    for expectation in expectations {
      guard let part = index.part(ofSheet: expectation.sheet) else {
        throw SpreadsheetError.damaged(
          part: "xl/workbook.xml", problem: "there is no sheet \(expectation.sheet)")
      }
      pending[part] = expectation
    }
    for entry in archive.entries where !WorkbookIndex.parts.contains(entry.name) {
      if let expectation = pending.removeValue(forKey: entry.name) {
        try scan(entry, of: archive, with: SheetSums(expectation)).check()
      } else {
        _ = try scan(entry, of: archive, with: Unread())
      }
    }
    if let missing = pending.keys.min() {
      throw SpreadsheetError.damaged(part: missing, problem: "it is missing")
    }
  }

  /// Where the sheets of a workbook are.
  static func index(of archive: borrowing ZipArchive) throws -> WorkbookIndex {
    var index = WorkbookIndex()
    for name in WorkbookIndex.parts {
      guard let entry = archive.entries.first(where: { $0.name == name }) else {
        throw SpreadsheetError.damaged(part: name, problem: "it is missing")
      }
      index.merge(try scan(entry, of: archive, with: WorkbookIndex()))
    }
    return index
  }

  static func scan<Handler: XMLHandler>(
    _ entry: ZipEntry, of archive: borrowing ZipArchive, with handler: Handler
  ) throws -> Handler {
    var scanner = XMLScanner(part: entry.name, handler: handler)
    try archive.read(entry) { piece in try scanner.feed(piece) }
    return try scanner.finish()
  }
}

/// Where the sheets of a workbook are: their names by relationship, relationships by file.
struct WorkbookIndex: XMLHandler {
  private var sheets: [String: String] = [:]
  private var targets: [String: String] = [:]

  /// The parts of a workbook that say it.
  static let parts = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"]

  /// The part that holds a sheet; nil where there is no such sheet.
  func part(ofSheet name: String) -> String? {
    sheets[name].flatMap { targets[$0] }.map { "xl/" + $0 }
  }

  mutating func merge(_ other: WorkbookIndex) {
    sheets.merge(other.sheets) { own, _ in own }
    targets.merge(other.targets) { own, _ in own }
  }

  mutating func start(_ element: XMLElement) {
    if element.name == "sheet", let name = element["name"], let id = element["r:id"] {
      sheets[name] = id
    }
    if element.name == "Relationship", let id = element["Id"], let target = element["Target"] {
      targets[id] = target
    }
  }

  mutating func text(_ text: ArraySlice<UInt8>) {}
  mutating func end(_ name: String) {}
}

/// For parts that only have to be well-formed.
private struct Unread: XMLHandler {
  mutating func start(_ element: XMLElement) {}
  mutating func text(_ text: ArraySlice<UInt8>) {}
  mutating func end(_ name: String) {}
}
