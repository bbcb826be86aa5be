internal import PlainText

/// The ids of the tests that a record bills, as the JSON array of `billing_records.test_ids`.
package struct TestIDList: Hashable, Sendable {
  package let ids: [TestID]

  package init(_ ids: [TestID]) {
    self.ids = ids
  }
}

extension TestIDList: PlainValue {
  /// Reads `[12, 7, 31]`; nil for any other text.
  package init?(_ text: Span<UInt8>) {
    guard text.count >= 2, text[0] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]")
    else { return nil }
    var ids: [TestID] = []
    var index = 1
    while index < text.count - 1 {
      var end = index
      while text[end] != UInt8(ascii: ","), end < text.count - 1 { end += 1 }
      guard let id = parseDecimal(text.extracting(index..<end), as: Int32.self) else {
        return nil
      }
      ids.append(TestID(id))
      guard end < text.count - 1 else { break }
      index = end + 1
      while index < text.count - 1, text[index] == UInt8(ascii: " ") { index += 1 }
      guard index < text.count - 1 else { return nil }
    }
    self.ids = ids
  }

  package func append(to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (index, id) in ids.enumerated() {
      if index > 0 { bytes += ", ".utf8 }
      id.append(to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }
}
