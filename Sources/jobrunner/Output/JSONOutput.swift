internal import Foundation

/// JSON for programs: keys sorted, stable across versions.
func printJSON(_ value: some Encodable, to console: Console) throws {
  console.result(String(decoding: try JSONEncoder.forPrograms.encode(value), as: UTF8.self))
}

extension JSONEncoder {
  /// The one form of all JSON that the program prints.
  static var forPrograms: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }
}
