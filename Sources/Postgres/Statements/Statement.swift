/// A statement and its parameters. An interpolated value becomes a bind, never text:
///
/// ```swift
/// try connection.execute("update bookings set status = \(status) where id = \(id)")
/// ```
///
/// Text that must be part of the statement itself needs the word: `\(unescaped: Booking.columns)`.
package struct Statement: Sendable {
  /// The text with `$1`, `$2` … where the values belong.
  package private(set) var sql: String
  private(set) var parameters: ParameterList

  init(sql: String, parameters: ParameterList = ParameterList()) {
    self.sql = sql
    self.parameters = parameters
  }
}

extension Statement {
  /// A statement that was written elsewhere, such as a file of SQL, with `$1`, `$2` … in its text.
  package init(text: String, _ parameters: any PostgresEncodable...) {
    var list = ParameterList()
    for parameter in parameters { list.append(parameter) }
    self.init(sql: text, parameters: list)
  }
}

extension Statement: ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) {
    self.init(sql: value)
  }

  package init(stringInterpolation: StringInterpolation) {
    self.init(sql: stringInterpolation.sql, parameters: stringInterpolation.parameters)
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    var sql = ""
    var parameters = ParameterList()

    package init(literalCapacity: Int, interpolationCount: Int) {
      sql.reserveCapacity(literalCapacity + 3 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) {
      sql += literal
    }

    package mutating func appendInterpolation(_ value: some PostgresEncodable) {
      parameters.append(value)
      sql += "$\(parameters.count)"
    }

    package mutating func appendInterpolation(_ value: (some PostgresEncodable)?) {
      if let value { parameters.append(value) } else { parameters.appendNull() }
      sql += "$\(parameters.count)"
    }

    /// Splices in another statement with its own parameters, renumbered.
    package mutating func appendInterpolation(_ fragment: Statement) {
      sql += fragment.renumbered(after: parameters.count)
      parameters.append(contentsOf: fragment.parameters)
    }

    /// Puts raw text into the statement: column lists and names that the program itself wrote.
    package mutating func appendInterpolation(unescaped text: String) {
      sql += text
    }
  }

  /// The text with every `$n` moved up by `offset`.
  private func renumbered(after offset: Int) -> String {
    guard offset > 0, parameters.count > 0 else { return sql }
    var text = ""
    var rest = Substring(sql)
    while let dollar = rest.firstIndex(of: "$") {
      text += rest[...dollar]
      rest = rest[rest.index(after: dollar)...]
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      if let number = Int(digits) { text += String(number + offset) }
      rest = rest[digits.endIndex...]
    }
    return text + rest
  }
}

extension Sequence<Statement> {
  /// The statements one after the other, each with its own parameters.
  package func joined(separator: String = ", ") -> Statement {
    var whole: Statement = ""
    for (place, one) in enumerated() {
      whole = place == 0 ? one : "\(whole)\(unescaped: separator)\(one)"
    }
    return whole
  }
}
