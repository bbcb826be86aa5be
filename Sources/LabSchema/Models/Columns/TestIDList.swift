package import Postgres

/// The ids of the tests that a record bills, as the JSON array of `billing_records.test_ids`.
package struct TestIDList: Hashable, Sendable {
  package let ids: [TestID]

  package init(_ ids: [TestID]) {
    self.ids = ids
  }
}

extension TestIDList: PostgresDecodable, PostgresEncodable {
  /// Reads `[12, 7, 31]`.
  package init(postgres text: Span<UInt8>) throws(DecodingFailure) {
    guard text.count >= 2, text[0] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]")
    else { throw DecodingFailure(expected: "a JSON array of test ids", found: text) }
    var ids: [TestID] = []
    var index = 1
    while index < text.count - 1 {
      var end = index
      while text[end] != UInt8(ascii: ","), end < text.count - 1 { end += 1 }
      guard let id = parseDecimal(text.extracting(index..<end), as: Int32.self) else {
        throw DecodingFailure(expected: "a JSON array of test ids", found: text)
      }
      ids.append(TestID(id))
      index = end + 1
      while index < text.count - 1, text[index] == UInt8(ascii: " ") { index += 1 }
    }
    self.ids = ids
  }

  package func encode(into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (index, id) in ids.enumerated() {
      if index > 0 { ", ".encode(into: &bytes) }
      id.encode(into: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}

extension TestIDList: CustomStringConvertible {
  package var description: String {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
