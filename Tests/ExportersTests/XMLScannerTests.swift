internal import PlainText
internal import Testing

@testable internal import Exporters

@Suite("Strict XML")
struct XMLScannerTests {
  /// What was read, as one line.
  private struct Listing: XMLHandler {
    var text = ""

    mutating func start(_ element: borrowing XMLElement, in bytes: Span<UInt8>) {
      text += "<" + String(utf8: bytes.extracting(element.name))
      for (name, value) in element.attributes {
        text += " " + String(utf8: bytes.extracting(name)) + "="
        text += String(utf8: bytes.extracting(value))
      }
    }
    mutating func text(_ text: Span<UInt8>) { self.text += String(utf8: text) }
    mutating func end(_ name: Span<UInt8>) { text += ">" }
  }

  /// Reads a text in pieces of a size.
  private func read(_ xml: String, pieces size: Int = 1 << 16) throws -> String {
    var scanner = XMLScanner(part: "part", handler: Listing())
    let bytes = Array(xml.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      let piece = Array(bytes[start..<min(start + size, bytes.count)])
      try scanner.feed(piece.span)
    }
    return try scanner.finish().text
  }

  @Test("pieces of any size give the same", arguments: [1, 2, 3, 7, 100])
  func pieces(size: Int) throws {
    let xml = """
      <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
      <a x="1" y="a &gt; b"><b/>é &amp; 🐕<c z=">">t</c></a>

      """
    #expect(try read(xml, pieces: size) == "<a x=1 y=a &gt; b<b>é &amp; 🐕<c z=>t>>")
  }

  @Test(
    "what is not well-formed is refused",
    arguments: [
      "", "<a>", "<a", "</a>", "<a></b>", "<a/><b/>", "<a/>text", "text<a/>", "<a><b></a></b>",
      "<a x=1/>", "<a x=\"1\" x=\"2\"/>", "<a x=\"1\"y=\"2\"/>", "<a x=\"<\"/>", "<a>&nbsp;</a>",
      "<a>& </a>", "<a>\u{1}</a>", "<a>\u{FFFF}</a>", "<1/>", "< a/>", "<a><!-- c --></a>",
      "<!DOCTYPE a><a/>", "<a/><?xml version=\"1.0\"?>",
    ])
  func refused(xml: String) {
    #expect(throws: SpreadsheetError.self) { try read(xml) }
  }

  @Test("bytes that are not UTF-8 are refused")
  func notUTF8() throws {
    var scanner = XMLScanner(part: "part", handler: Listing())
    #expect(throws: SpreadsheetError.self) {
      try scanner.feed([0x3C, 0x61, 0x3E, 0xC3, 0x28, 0x3C, 0x2F].span)
    }
  }
}
