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
    var parts = [String: WorkbookIndex]()
    for name in ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"] {
      guard let entry = archive.entries.first(where: { $0.name == name }) else {
        throw SpreadsheetError.damaged(part: name, problem: "it is missing")
      }
      parts[name] = try scan(entry, of: archive, with: WorkbookIndex())
    }
    let sheets = parts["xl/workbook.xml"]?.sheets ?? [:]
    let targets = parts["xl/_rels/workbook.xml.rels"]?.targets ?? [:]
    var pending: [String: SheetExpectation] = [:]
    for expectation in expectations {
      guard let id = sheets[expectation.sheet], let target = targets[id] else {
        throw SpreadsheetError.damaged(
          part: "xl/workbook.xml", problem: "there is no sheet \(expectation.sheet)")
      }
      pending["xl/" + target] = expectation
    }
    for entry in archive.entries where parts[entry.name] == nil {
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

  private static func scan<Handler: XMLHandler>(
    _ entry: ZipEntry, of archive: borrowing ZipArchive, with handler: Handler
  ) throws -> Handler {
    var scanner = XMLScanner(part: entry.name, handler: handler)
    try archive.read(entry) { piece in try scanner.feed(piece) }
    return try scanner.finish()
  }
}

/// Where the sheets of a workbook are: their names by relationship, relationships by file.
private struct WorkbookIndex: XMLHandler {
  var sheets: [String: String] = [:]
  var targets: [String: String] = [:]

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
