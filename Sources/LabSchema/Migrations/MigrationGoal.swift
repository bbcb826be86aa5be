/// How far a migrator goes.
package enum MigrationGoal: Equatable, Sendable {
  /// Up to a phase of the plan, those before it included.
  case phase(MigrationPhase)
  /// Everything but the contract.
  case all
  /// What breaks the app that was running before, once everything else is applied.
  case contract

  func includes(_ migration: Migration) -> Bool {
    switch self {
    case .phase(let last):
      // The ledger is the first migration, whichever phase follows.
      migration.version == 0 || migration.phase.rank <= last.rank
    case .all: migration.phase != .contract
    case .contract: true
    }
  }
}

extension MigrationPhase {
  /// Its place in the plan's order.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
