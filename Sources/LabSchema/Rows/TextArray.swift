internal import Billing
package import Postgres

/// Texts in the form of a Postgres array, such as the arguments of a run.
package struct TextArray: Hashable, Sendable {
  package let elements: [String]

  package init(_ elements: [String]) {
    self.elements = elements
  }
}

extension TextArray: PostgresDecodable, PostgresEncodable {
  /// Reads `{plain,"with, comma and \"quote\""}`: one dimension, without nulls.
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard text.count >= 2, text[0] == UInt8(ascii: "{"), text[text.count - 1] == UInt8(ascii: "}")
    else { throw DecodingFailure(expected: "an array of texts", found: text) }
    var elements: [String] = []
    var element: [UInt8] = []
    var isQuoted = false
    var index = 1
    while index < text.count - 1 {
      switch text[index] {
      case UInt8(ascii: "\""):
        isQuoted.toggle()
      case UInt8(ascii: "\\"):
        index += 1
        element.append(text[index])
      case UInt8(ascii: ",") where !isQuoted:
        elements.append(String(decoding: element, as: UTF8.self))
        element.removeAll(keepingCapacity: true)
      case let byte:
        element.append(byte)
      }
      index += 1
    }
    if text.count > 2 { elements.append(String(decoding: element, as: UTF8.self)) }
    self.elements = elements
  }

  package func encode(into bytes: inout [UInt8]) {
    elements.encode(into: &bytes)
  }
}
