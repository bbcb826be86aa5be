package import Billing

/// Where a schema stands: each migration that the program knows or the ledger names, in the order
/// of the versions.
package struct MigrationStatus: Equatable, Sendable {
  /// How a migration of the program and the ledger's row compare.
  package enum State: Equatable, Sendable {
    case applied(Instant)
    /// The running app had made its tables already.
    case adopted(Instant)
    case pending
    /// Applied, from a text or under a name that is not this program's.
    case edited(Instant)
    /// Applied, and this program has no such migration among its own.
    case missing(Instant)
    /// Not applied, although a later one of its phase or of a phase after it is.
    case outOfOrder
    /// Applied, and later than any that this program knows: a newer version was here.
    case unknownNewer(Instant)
  }

  package struct Entry: Equatable, Sendable {
    package let version: Int32
    package let name: String
    package let phase: MigrationPhase
    package let state: State
    /// The cursor of a backfill that was begun.
    package let backfill: BackfillProgress?
  }

  package let entries: [Entry]

  package init(
    known: [Migration], applied: [AppliedMigration], backfills: [BackfillProgress] = []
  ) {
    let rows = Dictionary(applied.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
    let cursors = Dictionary(
      backfills.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
    let newestKnown = Self.newest(known.map { ($0.version, $0.phase) })
    var entries = known.map { migration in
      let state: State =
        switch rows[migration.version] {
        case nil: applied.contains { $0.overtakes(migration) } ? .outOfOrder : .pending
        case let row? where row.sha256 == migration.sha256 && row.name == migration.name:
          row.isAdopted ? .adopted(row.appliedAt) : .applied(row.appliedAt)
        case let row?: .edited(row.appliedAt)
        }
      return Entry(
        version: migration.version, name: migration.name, phase: migration.phase, state: state,
        backfill: cursors[migration.version])
    }
    let versions = Set(known.map(\.version))
    entries += applied.filter { !versions.contains($0.version) }.map { row in
      Entry(
        version: row.version, name: row.name, phase: row.phase,
        state: row.version > newestKnown[row.phase == .contract, default: -1]
          ? .unknownNewer(row.appliedAt) : .missing(row.appliedAt),
        backfill: nil)
    }
    self.entries = entries.sorted { $0.version < $1.version }
  }

  /// The newest version, apart for the contract, which is applied when the app is ready, before or
  /// after later versions' migrations.
  private static func newest(_ versions: [(Int32, MigrationPhase)]) -> [Bool: Int32] {
    Dictionary(versions.map { ($0.1 == .contract, $0.0) }, uniquingKeysWith: max)
  }

  /// What the next `apply` runs; the contract apart, which only runs on demand.
  package var pending: [Entry] {
    entries.filter { $0.state == .pending && $0.phase != .contract }
  }

  /// What `apply --contract` would run.
  package var pendingContract: [Entry] {
    entries.filter { $0.state == .pending && $0.phase == .contract }
  }

  /// What keeps `apply` from running anything.
  package var problems: [Entry] {
    entries.filter { entry in
      switch entry.state {
      case .applied, .adopted, .pending: false
      case .edited, .missing, .outOfOrder, .unknownNewer: true
      }
    }
  }

  /// Whether the schema is what this version of the program needs, before the contract or after.
  package var isCurrent: Bool { pending.isEmpty && problems.isEmpty }
}

extension AppliedMigration {
  /// Whether a migration that is not applied should have been before this one. A later migration of
  /// an earlier phase comes with its phase, before those of the next; the contract has an order of
  /// its own.
  fileprivate func overtakes(_ other: Migration) -> Bool {
    version > other.version && phase.rank >= other.phase.rank
      && (phase == .contract) == (other.phase == .contract)
  }
}

extension MigrationStatus.State: CustomStringConvertible {
  /// A word or two for a table.
  package var description: String {
    switch self {
    case .applied: "applied"
    case .adopted: "adopted"
    case .pending: "pending"
    case .edited: "edited"
    case .missing: "missing"
    case .outOfOrder: "out of order"
    case .unknownNewer: "unknown, newer"
    }
  }
}
