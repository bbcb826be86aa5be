/// What takes the place of a migration where the app's team has made some of it already: what is there
/// is taken as it is, and what is missing of it is added in ways that a table in use bears. Each step can
/// be cut off and derived anew from what is there then.
package struct Completion: Equatable, Sendable {
  /// How a step is run.
  package enum Way: Equatable, Sendable {
    /// In one transaction that holds its locks for a moment.
    case transaction
    /// By itself: it reads the table and locks nobody out.
    case validation
    /// Outside a transaction, while the app writes.
    case concurrentIndex

    var heading: String {
      switch self {
      case .transaction: "one transaction, locks for a moment"
      case .validation: "reads, locks nobody out"
      case .concurrentIndex: "built while the app writes"
      }
    }
  }

  package struct Step: Equatable, Sendable {
    package let way: Way
    /// In their order, without semicolons.
    package let statements: [String]
  }

  /// What of the app's serves as the plan's, and where it differs from it, a line each.
  package internal(set) var taken: [String] = []
  package internal(set) var steps: [Step] = []

  /// What it comes to, in a few words.
  package var effect: String {
    steps.isEmpty ? "the app's own, taken as it is" : "the app's own, completed"
  }

  /// Its statements, as a script to read.
  package var script: String {
    var text = taken.map { "-- taken: \($0)\n" }.joined()
    for step in steps {
      text += "\n-- \(step.way.heading)\n"
      text += step.statements.map { "\($0);\n" }.joined()
    }
    return text
  }
}
