internal import LabSchema

/// What a command is given on standard input.
enum StandardInput {
  /// The value of a secret column: a line.
  ///
  /// - Throws: `DataError` where there is none.
  static func secret(_ column: Column) throws -> String {
    guard let line = readLine(strippingNewline: true), !line.isEmpty else {
      throw DataError.badRequest(
        "\(column.name) was to come from standard input, and nothing came",
        remedy: "give it there, a line for each secret column")
    }
    return line
  }
}
