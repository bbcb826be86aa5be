import Billing
internal import LabSchema
internal import Testing

@testable internal import Exporters

@Suite("Reading a workbook back")
struct WorkbookCheckTests {
  private let folder: ScratchFolder
  private let bytes: [UInt8]

  init() throws {
    folder = try ScratchFolder()
    try WorkbookFile.write(folder.path("good.xlsx"))
    bytes = try folder.bytes("good.xlsx")
  }

  private func verify(
    _ bytes: [UInt8], _ expectation: SheetExpectation = WorkbookFile.expectation()
  ) throws {
    try folder.write(bytes, to: "tried.xlsx")
    try WorkbookCheck.verify(path: folder.path("tried.xlsx"), [expectation])
  }

  @Test("a good one passes, to the paisa")
  func good() throws {
    try verify(bytes)
  }

  @Test("a flipped bit anywhere in the data of a part is found")
  func flippedData() throws {
    let archive = try ZipArchive(path: folder.path("good.xlsx"))
    for entry in archive.entries {
      let start = entry.headerOffset + 30 + entry.name.utf8.count
      for step in 0..<16 {
        var flipped = bytes
        flipped[start + entry.compressedSize * step / 16] ^= 1 << UInt8(step % 8)
        #expect(throws: SpreadsheetError.self, "\(entry.name), byte \(step)") {
          try verify(flipped)
        }
      }
    }
  }

  @Test("a flipped bit in a part's header or in what the directory says of it is found")
  func flippedDirectory() throws {
    let directory = Int(Array(bytes.suffix(22)).word32(16))
    // Flags, method, time, checksum, sizes, name.
    for offset in [6, 8, 10, 14, 18, 22, 30] {
      var flipped = bytes
      flipped[offset] ^= 1
      #expect(throws: SpreadsheetError.self, "local header, byte \(offset)") {
        try verify(flipped)
      }
    }
    for offset in [0, 8, 10, 12, 16, 20, 24, 28, 42, 46] {
      var flipped = bytes
      flipped[directory + offset] ^= 1
      #expect(throws: SpreadsheetError.self, "directory, byte \(offset)") { try verify(flipped) }
    }
  }

  @Test("a file that ends early is found, wherever")
  func truncated() {
    for length in stride(from: 0, to: bytes.count - 1, by: 97) {
      #expect(throws: SpreadsheetError.self, "\(length) bytes") {
        try verify(Array(bytes.prefix(length)))
      }
    }
  }

  @Test("bytes after the end are found")
  func trailing() {
    #expect(throws: SpreadsheetError.self) { try verify(bytes + [0]) }
  }

  @Test("a sum that is one paisa off is found")
  func wrongSum() throws {
    let wrong = Money(minorUnits: WorkbookFile.sum.minorUnits + 1)
    #expect {
      try verify(bytes, WorkbookFile.expectation(sum: wrong))
    } throws: { error in
      guard case SpreadsheetError.mismatch("Register", _) = error else { return false }
      return true
    }
  }

  @Test("a row too few or too many is found", arguments: [3, 5])
  func wrongRows(rows: Int) {
    #expect(throws: SpreadsheetError.self) {
      try verify(bytes, WorkbookFile.expectation(rows: rows))
    }
  }

  @Test("a sheet that is missing is found")
  func missingSheet() {
    var expectation = WorkbookFile.expectation()
    expectation.sheet = "Journal"
    #expect(throws: SpreadsheetError.self) { try verify(bytes, expectation) }
  }
}
