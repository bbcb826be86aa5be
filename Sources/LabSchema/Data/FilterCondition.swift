internal import Billing
internal import Postgres

/// A condition on a column of a row, or of a row that it names.
struct FilterCondition: Equatable, Sendable {
  /// What is asked of a column that has a value.
  enum Test: Equatable, Sendable {
    case isAmong([FilterValue])
    case compares(FilterOrder, FilterValue)
    case hasValue
  }

  let path: ColumnPath
  let test: Test
  /// Whether it holds of exactly those rows of which the test does not, those without a value among them.
  let isNegated: Bool

  var values: Int {
    switch test {
    case .isAmong(let values): values.count
    case .compares: 1
    case .hasValue: 0
    }
  }

  /// Why a condition cannot be, in a sentence.
  struct Fault: Error {
    let problem: String
  }

  /// - Throws: ``Fault``.
  init(_ written: WrittenCondition, _ path: ColumnPath) throws {
    self.path = path
    switch written.test {
    case .hasValue:
      test = .hasValue
      isNegated = written.isNegated
    case .isAmong(let values):
      test = .isAmong(try values.map { try FilterValue($0, for: path.column) })
      isNegated = written.isNegated
    case .compare(let comparison, let value):
      let value = try FilterValue(value, for: path.column)
      guard let order = FilterOrder(comparison) else {
        test = .isAmong([value])
        isNegated = comparison == .different
        return
      }
      guard path.column.hasOrder else {
        throw Fault(
          problem: "\(path.column.name) has no order: only = and != and in (…) are asked of it")
      }
      if case .pattern = value {
        throw Fault(problem: "a * stands for any text with = and != and in (…) only")
      }
      test = .compares(order, value)
      isNegated = false
    }
  }
}

/// What comes before or after what.
enum FilterOrder: String, Sendable {
  case less = "<"
  case atMost = "<="
  case greater = ">"
  case atLeast = ">="

  init?(_ comparison: FilterComparison) {
    switch comparison {
    case .equal, .different: return nil
    case .less: self = .less
    case .atMost: self = .atMost
    case .greater: self = .greater
    case .atLeast: self = .atLeast
    }
  }
}

/// What a column is compared with.
enum FilterValue: Equatable, Sendable {
  /// A value of the column's, as the database reads it.
  case value(String)
  /// A pattern of `like`.
  case pattern(String)
  /// A whole day, of a column of moments.
  case day(CalendarDate)

  /// - Throws: ``FilterCondition/Fault``.
  init(_ written: WrittenValue, for column: Column) throws {
    func fault(_ problem: String) -> FilterCondition.Fault {
      FilterCondition.Fault(
        problem: "\(column.name) \(ForeignText.shown(written.text).quoted) \(problem)")
    }
    if !written.isQuoted, written.text.lowercased() == "null" {
      throw fault("is no value: write \(column.name) is null, or 'null' in quotes for the text")
    }
    if let pattern = written.pattern {
      guard column.takesPatterns else {
        throw fault("is no value of it: a * stands for any text in columns of text")
      }
      guard column.isPhone else {
        self = .pattern(pattern)
        return
      }
      // Of a part without a digit every number would be meant.
      guard written.text.allSatisfy({ $0.isASCIIDigit || " +-()./*".contains($0) }),
        written.text == "*" || written.text.contains(where: \.isASCIIDigit)
      else { throw fault("is no part of a telephone number") }
      self = .pattern(pattern.filter { $0 == "%" || $0.isASCIIDigit })
      return
    }
    if column.type == .instant, let day = CalendarDate(ColumnValue.trimmed(written.text)) {
      self = .day(day)
      return
    }
    do throws(ValueFault) {
      let value = try ColumnValue(comparing: written.text, with: column)
      self = .value(value.text ?? "")
    } catch {
      throw fault(error.problem)
    }
    if column.isPhone, case .value(let text) = self {
      let digits = text.filter(\.isASCIIDigit)
      guard !digits.isEmpty else { throw fault("is no telephone number") }
      self = .value(digits)
    }
  }
}

extension Character {
  var isASCIIDigit: Bool { isASCII && isNumber }
}

extension Column {
  /// Whether its values come one after the other, to those who ask for some of them.
  var hasOrder: Bool {
    switch type {
    case .boolean, .jsonb, .textArray, .uuid: false
    default: !isWord && !isPhone
    }
  }

  /// Whether it can be compared with a text of which only a part is known.
  var takesPatterns: Bool {
    switch type {
    case .text, .varchar, .textArray, .jsonb: !isWord
    default: false
    }
  }
}
