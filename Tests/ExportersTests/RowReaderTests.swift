internal import Testing

@testable internal import Exporters

@Suite("Reading a package's CSV files")
struct RowReaderTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private func rows(_ bytes: [UInt8]) throws -> [[String]] {
    try folder.write(bytes, to: "rows.csv")
    var reader = try RowReader(path: folder.path("rows.csv"))
    var rows: [[String]] = []
    while try reader.read() { rows.append((0..<reader.fieldCount).map { reader.text($0) }) }
    return rows
  }

  private func rows(_ text: String) throws -> [[String]] { try rows(Array(text.utf8)) }

  @Test("fields are what stands between commas or quotes, with LF or CRLF, with a mark or without")
  func fields() throws {
    for end in ["\n", "\r\n"] {
      let lines = ["a,b,", "\"x, \"\"y\"\"\",,\"two\(end)lines\"", "", " spaced ,é,="]
      let expected = [
        ["a", "b", ""], ["x, \"y\"", "", "two\(end)lines"], [""], [" spaced ", "é", "="],
      ]
      for mark in ["", "\u{FEFF}"] {
        #expect(try rows(mark + lines.joined(separator: end) + end) == expected)
      }
    }
    #expect(try rows("") == [])
    #expect(try rows("\n") == [[""]])
  }

  @Test(
    "the bytes of the header are those of the file's beginning, the mark and its line's end included"
  )
  func header() throws {
    for text in ["\u{FEFF}a,b\r\n1,2\r\n", "a,b\n1,2\n"] {
      try folder.write(Array(text.utf8), to: "rows.csv")
      var reader = try RowReader(path: folder.path("rows.csv"))
      #expect(try reader.read())
      let header = reader.header
      #expect(try reader.read())
      #expect(header + reader.row == Array(text.utf8))
    }
  }

  @Test(
    "what no export writes is named with its line",
    arguments: [
      ("a,b\n1,2", 2, "no end of line"), ("a,b\n1,\"2\"", 2, "no end of line"),
      ("a,b\n1,2\r3,4\n", 2, "a lone return"), ("a,b\n1,\"2\n3\n", 4, "an open quote"),
      ("a\n\"x\ny\"z\n", 3, "text after a quoted field"),
      ("a\nx\"y\n", 2, "a quote inside a field"),
      ("a\n=\"x\"\n", 2, "a quote inside a field"),
      (String(repeating: ",", count: 64) + "\n", 1, "it has more than 64 fields"),
    ])
  func malformed(text: String, line: Int, reason: String) {
    let problem = #expect(throws: RowReader.Malformed.self) { try rows(text) }
    #expect(problem?.line == line, "\(text)")
    #expect(problem?.reason == reason, "\(text)")
  }

  @Test(
    "a quote that is never closed, in a file of any size, takes the memory of a row and is named")
  func endless() throws {
    let text = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20) + [UInt8(ascii: "\n")]
    var bytes = Array("a\n\"".utf8)
    for _ in 0..<66 { bytes += text }
    let problem = #expect(throws: RowReader.Malformed.self) { try rows(bytes) }
    #expect(problem?.reason == "it has more than \(1 << 26) bytes")
  }

  @Test("pieces of a file meet anywhere, within a quote and a line's end too")
  func pieces() throws {
    // A piece is 64 KiB: each length of the first row moves where it ends by one byte.
    for padding in 65_520..<65_540 {
      let long = String(repeating: "y", count: padding)
      #expect(
        try rows("\(long),\"\"\"\"\r\n\"a\r\nb\",c\r\n") == [[long, "\""], ["a\r\nb", "c"]])
    }
  }
}
