internal import Billing

/// What a part of a workbook is made of, in the order it stands there.
protocol XMLHandler {
  mutating func start(_ element: XMLElement) throws
  /// Text of the innermost open element, possibly in pieces, entities as written.
  mutating func text(_ text: ArraySlice<UInt8>) throws
  mutating func end(_ name: String) throws
}

/// An element's name and attributes.
struct XMLElement {
  var name: String
  var attributes: [(name: String, value: String)]

  subscript(name: String) -> String? {
    attributes.first { $0.name == name }?.value
  }
}

/// Reads XML piece by piece and accepts nothing but what the spreadsheet library writes when all
/// is well: one declaration, elements, attributes and text, closed in the order they were opened.
struct XMLScanner<Handler: XMLHandler> {
  private(set) var handler: Handler
  private let part: String
  /// Bytes that came and are not read yet.
  private var pending: [UInt8] = []
  private var open: [String] = []
  private var hasDeclaration = false
  private var hasRoot = false

  /// No tag or text of ours is near this long; more means the end of one is missing.
  private static var longest: Int { 1 << 20 }
  /// Nor are elements nested this deep.
  private static var deepest: Int { 64 }

  init(part: String, handler: Handler) {
    self.part = part
    self.handler = handler
  }

  /// Reads the next piece.
  mutating func feed(_ piece: Span<UInt8>) throws {
    for index in 0..<piece.count { pending.append(piece[index]) }
    var start = 0
    while start < pending.count {
      guard let end = endOfToken(from: start) else { break }
      if pending[start] == UInt8(ascii: "<") {
        try tag(pending[(start + 1)..<(end - 1)])
      } else {
        try text(pending[start..<end])
      }
      start = end
    }
    pending.removeFirst(start)
    guard pending.count <= Self.longest else { throw damaged("something in it has no end") }
  }

  /// - Throws: where the text ended early.
  consuming func finish() throws -> Handler {
    // A line feed after the root is text that no tag follows.
    if !pending.isEmpty {
      guard pending.allSatisfy(XMLText.isSpace) else { throw damaged("it ends inside a tag") }
    }
    guard hasRoot, open.isEmpty else {
      throw damaged("it ends before \(open.last ?? "its root") is closed")
    }
    return handler
  }

  /// The index after the tag or the text that begins at `start`, once all of it has come.
  private func endOfToken(from start: Int) -> Int? {
    guard pending[start] == UInt8(ascii: "<") else {
      return pending[start...].firstIndex(of: UInt8(ascii: "<"))
    }
    var quote: UInt8?
    for index in (start + 1)..<max(pending.count, start + 1) {
      let byte = pending[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return index + 1
      }
    }
    return nil
  }

  private mutating func text(_ text: ArraySlice<UInt8>) throws {
    guard !open.isEmpty else {
      guard text.allSatisfy(XMLText.isSpace) else { throw damaged("text outside its root") }
      return
    }
    guard XMLText.isValid(text) else { throw damaged("text that XML does not allow") }
    try handler.text(text)
  }

  private mutating func tag(_ content: ArraySlice<UInt8>) throws {
    switch content.first {
    case UInt8(ascii: "?"):
      guard !hasDeclaration, !hasRoot, content.starts(with: "?xml ".utf8),
        content.last == UInt8(ascii: "?")
      else { throw damaged("a declaration out of place") }
      hasDeclaration = true
    case UInt8(ascii: "/"):
      let name = String(decoding: content.dropFirst(), as: UTF8.self)
      guard open.popLast() == name else { throw damaged("</\(name)> closes nothing") }
      try handler.end(name)
    default:
      let isEmpty = content.last == UInt8(ascii: "/")
      let end = isEmpty ? content.endIndex - 1 : content.endIndex
      let element = try XMLText.element(pending, content.startIndex..<end, part: part)
      guard !open.isEmpty || !hasRoot else { throw damaged("a second root") }
      hasRoot = true
      try handler.start(element)
      guard open.count < Self.deepest else { throw damaged("its elements are nested too deep") }
      if isEmpty { try handler.end(element.name) } else { open.append(element.name) }
    }
  }

  private func damaged(_ problem: String) -> SpreadsheetError {
    .damaged(part: part, problem: problem)
  }
}
