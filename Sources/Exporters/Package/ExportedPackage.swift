package import Billing
internal import LabSchema

/// A package that is in place.
package struct ExportedPackage: Sendable {
  package var scope: ExportScope
  package var folder: String
  package var files: [ExportedFile]
  /// SHA-256 of `manifest.json`, in lower-case hexadecimal digits: what seals a closed month.
  package var manifestDigest: String
  package var tieOut: TieOut
  /// False where the very same package was there already, and nothing was written over.
  package var changed: Bool

  package var rows: Int { files.reduce(0) { $0 + $1.rows } }
}

/// One file of a package.
package struct ExportedFile: Hashable, Sendable {
  package var name: String
  /// Rows of data: records of the register, lines of a CSV file without its header.
  package var rows: Int
  package var bytes: Int
  package var sha256: String
}

/// How far an export has come.
package struct ExportProgress: Sendable {
  package enum Step: String, Sendable {
    /// Another process writes a package of the same month.
    case waiting
    case reading, reconciliation, invoices, exceptions, workbook, checking, days, publishing
  }

  package var step: Step
  /// Rows, or days of the step that is called so.
  package var rowsDone: Int
  /// Those of the whole step, where that is known.
  package var rowsExpected: Int?
}
