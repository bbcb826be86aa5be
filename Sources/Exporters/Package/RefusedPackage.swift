package import Billing
package import LabSchema
package import Postgres

/// A package that a run refuses to write over and a person can let it.
package struct RefusedPackage: Sendable {
  package var folder: String
  /// What to write down where somebody does.
  package var adopted: AdoptedPackage
  /// Why a run refuses it.
  package var reason: ExportError
}

extension ExportsFolder {
  /// The packages of these months that a run would refuse to write over and that can be taken over;
  /// of all months where none is named. What this lab has sealed itself is not among them: its month is
  /// opened with `jobrunner reopen`.
  ///
  /// - Throws: what the connection throws.
  package func refused(
    by history: ExportHistory, months: Set<BillingPeriod> = [], over connection: Connection
  ) throws -> [RefusedPackage] {
    var refused: [RefusedPackage] = []
    for package in packages where months.isEmpty || months.contains(package.scope.period) {
      do {
        try requireReplaceable(package, by: history, over: connection)
      } catch let reason as ExportError where reason.isAdoptable {
        refused.append(
          RefusedPackage(
            folder: package.folder,
            adopted: AdoptedPackage(
              period: package.scope.period, manifestDigest: package.digest, labID: package.lab,
              isSealed: isSealed(package)),
            reason: reason))
      }
    }
    return refused
  }
}

extension ExportError {
  fileprivate var isAdoptable: Bool {
    switch self {
    case .anotherLab, .otherDocuments, .sealedElsewhere: true
    default: false
    }
  }
}
