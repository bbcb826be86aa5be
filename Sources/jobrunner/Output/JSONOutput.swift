internal import Foundation

/// JSON for programs: keys sorted, stable across versions.
func printJSON(_ value: some Encodable, to console: Console) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  console.result(String(decoding: try encoder.encode(value), as: UTF8.self))
}
