internal import Billing
internal import PlainText

/// What a part of a workbook is made of, in the order it stands there. Names and texts are bytes of the part,
/// there only while the call lasts.
protocol XMLHandler {
  /// - Parameter bytes: what the element says where its parts are.
  mutating func start(_ element: borrowing XMLElement, in bytes: Span<UInt8>) throws
  /// Text of the innermost open element, possibly in pieces, entities as written.
  mutating func text(_ text: Span<UInt8>) throws
  mutating func end(_ name: Span<UInt8>) throws
}

/// Where the name and the attributes of an element are. One is made for all elements of a part: a sheet has
/// millions.
struct XMLElement {
  fileprivate(set) var name = 0..<0
  fileprivate(set) var attributes: [(name: Range<Int>, value: Range<Int>)] = []

  func isNamed(_ text: StaticString, in bytes: Span<UInt8>) -> Bool {
    bytes.extracting(name).spells(text)
  }

  /// Where an attribute's value is; nil where there is none of that name.
  func place(of attribute: StaticString, in bytes: Span<UInt8>) -> Range<Int>? {
    for (name, value) in attributes where bytes.extracting(name).spells(attribute) { return value }
    return nil
  }

  /// An attribute's value, entities as written.
  func text(_ attribute: StaticString, in bytes: Span<UInt8>) -> String? {
    place(of: attribute, in: bytes).map { String(utf8: bytes.extracting($0)) }
  }
}

extension Span<UInt8> {
  /// Whether it is this text.
  @inline(__always)
  func spells(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    let start = unsafe text.utf8Start
    for index in indices {
      let byte = unsafe start[index]
      if self[index] != byte { return false }
    }
    return true
  }
}

/// Reads XML piece by piece and accepts nothing but what the spreadsheet library writes when all
/// is well: one declaration, elements, attributes and text, closed in the order they were opened.
struct XMLScanner<Handler: XMLHandler> {
  private(set) var handler: Handler
  private let part: String
  /// Bytes that came and are not read yet.
  private var pending: [UInt8] = []
  private var element = XMLElement()
  private var open = OpenElements()
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
    // Out of here while it is read, so that the handler is free to change.
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    bytes.append(piece)
    let end = try read(bytes.span)
    bytes.removeSubrange(..<end)
    swap(&bytes, &pending)
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

  /// Reads the tags and texts that are whole; the end of the last.
  private mutating func read(_ bytes: Span<UInt8>) throws -> Int {
    var start = 0
    while start < bytes.count, let end = XMLText.endOfToken(bytes, from: start) {
      if bytes[start] == UInt8(ascii: "<") {
        try tag(bytes, (start + 1)..<(end - 1))
      } else {
        try text(bytes.extracting(start..<end))
      }
      start = end
    }
    return start
  }

  private mutating func text(_ text: Span<UInt8>) throws {
    guard !open.isEmpty else {
      guard XMLText.isBlank(text) else { throw damaged("text outside its root") }
      return
    }
    guard XMLText.isValid(text) else { throw damaged("text that XML does not allow") }
    try handler.text(text)
  }

  private mutating func tag(_ bytes: Span<UInt8>, _ content: Range<Int>) throws {
    switch content.isEmpty ? 0 : bytes[content.lowerBound] {
    case UInt8(ascii: "?"):
      let text = String(utf8: bytes.extracting(content))
      guard !hasDeclaration, !hasRoot, text.hasPrefix("?xml "), text.hasSuffix("?") else {
        throw damaged("a declaration out of place")
      }
      hasDeclaration = true
    case UInt8(ascii: "/"):
      let name = bytes.extracting(content.dropFirst())
      guard open.close(name) else { throw damaged("</\(String(utf8: name))> closes nothing") }
      try handler.end(name)
    default:
      let isEmpty = !content.isEmpty && bytes[content.upperBound - 1] == UInt8(ascii: "/")
      try element.read(bytes, isEmpty ? content.dropLast() : content, part: part)
      guard !open.isEmpty || !hasRoot else { throw damaged("a second root") }
      hasRoot = true
      try handler.start(element, in: bytes)
      guard open.count < Self.deepest else { throw damaged("its elements are nested too deep") }
      let name = bytes.extracting(element.name)
      if isEmpty { try handler.end(name) } else { open.add(name) }
    }
  }

  private func damaged(_ problem: String) -> SpreadsheetError {
    .damaged(part: part, problem: problem)
  }
}

/// The names of the elements that are open, the outermost first.
private struct OpenElements {
  private var names: [UInt8] = []
  /// How many of the bytes are of open elements; those after them were closed.
  private var end = 0
  private var starts: [Int] = []

  var isEmpty: Bool { starts.isEmpty }
  var count: Int { starts.count }
  var last: String? {
    starts.last.map { String(decoding: names[$0..<end], as: UTF8.self) }
  }

  mutating func add(_ name: Span<UInt8>) {
    starts.append(end)
    for index in name.indices {
      if end < names.count { names[end] = name[index] } else { names.append(name[index]) }
      end += 1
    }
  }

  /// Closes the innermost; false where it has another name, or none is open.
  mutating func close(_ name: Span<UInt8>) -> Bool {
    guard let start = starts.popLast(), end - start == name.count else { return false }
    for index in name.indices where names[start + index] != name[index] { return false }
    end = start
    return true
  }
}

extension XMLElement {
  /// Attributes that an element has at most.
  private static let mostAttributes = 64

  /// Reads what stands between `<` and `>`.
  fileprivate mutating func read(
    _ bytes: Span<UInt8>, _ range: Range<Int>, part: String
  ) throws(SpreadsheetError) {
    let end = range.upperBound
    var place = XMLText.endOfName(bytes, range)
    guard place > range.lowerBound, place == end || XMLText.isSpace(bytes[place]) else {
      throw .damaged(part: part, problem: "a tag without a name")
    }
    name = range.lowerBound..<place
    attributes.removeAll(keepingCapacity: true)
    while place < end, XMLText.isSpace(bytes[place]) { place += 1 }
    while place < end {
      let equals = XMLText.endOfName(bytes, place..<end)
      guard equals > place, equals < end, bytes[equals] == UInt8(ascii: "=") else {
        throw malformed("attribute", bytes, part)
      }
      var close = equals + 2
      while close < end, bytes[close] != UInt8(ascii: "\"") { close += 1 }
      guard close < end, bytes[equals + 1] == UInt8(ascii: "\""),
        XMLText.isValid(bytes.extracting((equals + 2)..<close)), !has(place..<equals, in: bytes)
      else { throw malformed(String(utf8: bytes.extracting(place..<equals)), bytes, part) }
      guard attributes.count < Self.mostAttributes else {
        throw .damaged(part: part, problem: "<\(name(in: bytes))> has too many attributes")
      }
      attributes.append((place..<equals, (equals + 2)..<close))
      place = close + 1
      guard place == end || XMLText.isSpace(bytes[place]) else {
        throw malformed("attribute", bytes, part)
      }
      while place < end, XMLText.isSpace(bytes[place]) { place += 1 }
    }
  }

  /// Whether there is an attribute already that is called what stands there.
  private func has(_ name: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    for other in attributes where other.name.count == name.count {
      var index = 0
      while index < name.count,
        bytes[name.lowerBound + index] == bytes[other.name.lowerBound + index]
      {
        index += 1
      }
      if index == name.count { return true }
    }
    return false
  }

  private func name(in bytes: Span<UInt8>) -> String { String(utf8: bytes.extracting(name)) }

  private func malformed(
    _ what: String, _ bytes: Span<UInt8>, _ part: String
  ) -> SpreadsheetError {
    .damaged(part: part, problem: "<\(name(in: bytes))> has a malformed \(what)")
  }
}
