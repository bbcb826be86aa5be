/// Checks of the plan that a later migration takes away again, since what they are over is the app's
/// alone: `users_role_check`. In a database whose app wrote the column before, the app's rows never
/// meet them.
enum PassingChecks {
  /// What follows a migration that makes such a check: one of its name, for the migrations between,
  /// that holds for every row. Empty where it makes none.
  static func script(after migration: Migration) -> String {
    guard migration.phase.isOfThePlan else { return "" }
    let history = CatalogHistory.embedded
    return history.objects(of: migration.name)
      .filter { $0.kind == .constraint && history.isPassing($0) }
      .map { check in
        """
        alter table \(check.table)
          drop constraint \(check.ownName),
          add constraint \(check.ownName) check (true) not valid;

        """
      }
      .joined()
  }
}
