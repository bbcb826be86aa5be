import LabSchema

extension EmbeddedMigrations {
  /// What `apply` applies without being asked for the contract.
  static let beforeContract = all.filter { $0.phase != .contract }
}
