/// What a migrator would do to a schema.
package struct MigrationPlan: Equatable, Sendable {
  package let schema: String
  /// Whether the tables of a running app were recognised: their own migration is written into the
  /// ledger and not run.
  package let adopts: Bool
  /// What runs of a step in an app's database, where that is not the migration's own text, by version.
  let scripts: [Int32: String]
  /// What the app's tables lack of what the plan says.
  package let gaps: BaselineGaps
  /// What takes the place of steps of which the app's team has made some already, by version.
  package let completions: [Int32: Completion]
  /// In the order in which they are applied.
  package let steps: [Migration]
  /// Whether nothing of a lab is there yet.
  package let isFresh: Bool
  /// What looks like something that is made anew, where else a lab's tables are, and rows that billing takes
  /// otherwise than the app may think; in sentences without their ends.
  package let observations: [String]
  /// What its backfills meet on the tables that they write.
  package let encounters: [BackfillEncounter]

  /// The schema as it is, in a sentence.
  package var situation: String {
    if adopts {
      return "the schema \"\(schema)\" holds the running app's tables as the plan knows them: "
        + "they are adopted as they are"
    }
    if isFresh { return "the schema \"\(schema)\" holds no lab yet: all of it is created" }
    return steps.isEmpty
      ? "the schema \"\(schema)\" is current" : "the schema \"\(schema)\" is jobrunner's"
  }

  /// What happens in a step, in a few words.
  package func effect(of step: Migration) -> String {
    if adopts, step.phase == .baseline {
      return gaps.added.isEmpty ? "recognised, not run" : "recognised, and completed"
    }
    return completions[step.version]?.effect ?? step.kind.effect
  }

  /// What a person should know of it besides, in sentences.
  package var remarks: [String] { (gaps.remarks + observations).map { "\($0)." } }

  /// The remarks and the encounters, as lines to read.
  package var notes: [String] {
    remarks + (encounters.isEmpty ? [] : [Self.encountersTitle]) + encounters.map { "  \($0)" }
  }

  private static let encountersTitle =
    "The backfills write to tables of yours, and end (78) where a row cannot be filled. They meet:"

  /// The SQL that would run, as a script to read: each step with its heading, one that is only
  /// recognised without its statements.
  package var script: String {
    var text = "-- \(situation).\n" + notes.map { "-- \($0)\n" }.joined()
    for (index, step) in steps.enumerated() {
      text += "\n-- \(index + 1) of \(steps.count): \(step.name) (\(effect(of: step)))\n\n"
      text += sql(of: step)
    }
    return text
  }

  /// The SQL of a step; of one that is recognised what the app lacks of it.
  package func sql(of step: Migration) -> String {
    if adopts, step.phase == .baseline { return gaps.script }
    if let completion = completions[step.version] { return completion.script }
    return scripts[step.version] ?? step.sql
  }
}

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
