package import Billing
internal import LabSchema
internal import PlainText

/// What was written is not what the file says: a bug, and nothing of it was kept.
package struct PaymentsNotTiedOut: Error, Sendable, CustomStringConvertible {
  let expected: Int
  let written: Int
  let amount: Money

  package var description: String {
    "the import does not tie out: \(counted(expected, "payment was", "payments were")) to be written, and the database has "
      + "\(written) over \(amount)"
  }
}

/// The connection broke while the import was committed: whether it was is not known here.
package struct PaymentsInDoubt: ReportedError, Sendable, CustomStringConvertible {
  let cause: String

  package var exitStatus: ExitStatus { .unavailable }
  package var message: String { "whether the payments were imported is not known: \(cause)" }

  package var remedy: String {
    "import the same file again: all of it or nothing was, and each reference counts once"
  }

  package var description: String { "\(message); \(remedy)" }
}
