internal import CLibPQ

/// One session with a Postgres server. It blocks while the server works and belongs to one thread
/// at a time; a second thread needs a second connection.
@safe package final class Connection {
  private(set) var handle: OpaquePointer
  private(set) var cancelHandle: CancelHandle?
  let options: ConnectionOptions
  let interruption: Interruption?
  private var registration: Int?
  /// Settings that were changed since the session began.
  private var kept: [(name: String, value: String)] = []
  /// Ends a snapshot that somebody waits for; nil where nobody asked for it.
  var yielding: Yielding?
  /// Whether `transaction` is running its body.
  package internal(set) var isInTransaction = false
  /// Whether that transaction sees one moment and writes nothing.
  var isReadingMoment = false
  /// Whether statements are sent although an interruption was asked for.
  var mayFinish = false
  /// What the server was when the session began.
  package private(set) var serverState = ServerState(
    process: 0, isStandby: false, beginsReadOnly: false, isPooled: false)

  /// Connects, asks the server what it is, and makes the session's settings.
  ///
  /// - Throws: `PostgresError.connection` with libpq's message where the server cannot be reached
  ///   or does not let us in, `.pooledByTransaction` before anything is set, `.server` where it
  ///   refuses a setting.
  package convenience init(
    _ options: ConnectionOptions, interruption: Interruption? = nil
  ) throws {
    try self.init(opening: options, interruption: interruption)
    try prepare()
  }

  /// Connects, and sets nothing.
  init(opening options: ConnectionOptions, interruption: Interruption?) throws(PostgresError) {
    self.options = options
    self.interruption = interruption
    unsafe self.handle = unsafe try Self.open(options)
    listen()
  }

  deinit {
    if let registration { interruption?.unregister(registration) }
    unsafe PQfinish(handle)
  }

  /// Takes the place of a session that broke with a new one, with the same settings. What the old
  /// one held on the server (locks, temporary tables) is gone.
  ///
  /// - Throws: `PostgresError.connection` where the server cannot be reached; it can be tried again.
  package func reconnect() throws {
    if let registration { interruption?.unregister(registration) }
    registration = nil
    let fresh = unsafe try Self.open(options)
    unsafe PQfinish(handle)
    unsafe handle = unsafe fresh
    listen()
    try prepare()
    for (name, value) in kept { try send(setting: name, value) }
  }

  /// Opens another session like this one: to the same server, with the same settings, ended by the same
  /// interruption, and giving way as this one does.
  ///
  /// - Throws: what ``init(_:interruption:)`` throws.
  package func another() throws -> Connection {
    let other = try Connection(options, interruption: interruption)
    for (name, value) in kept { try other.keep(setting: name, value) }
    other.yielding = yielding?.another()
    return other
  }

  private static func open(_ options: ConnectionOptions) throws(PostgresError) -> OpaquePointer {
    let url = try options.url.map { url throws(PostgresError) in try DatabaseURL(url).text }
    let handle = unsafe with(options.parameters(url: url)) { unsafe PQconnectdbParams($0, $1, 1) }
    guard let handle = unsafe handle else { throw PostgresError.connection("out of memory") }
    guard unsafe PQstatus(handle) == CONNECTION_OK else {
      let message = unsafe String(cString: PQerrorMessage(handle))
      unsafe PQfinish(handle)
      throw PostgresError.connection(tidied(message))
    }
    unsafe PQsetNoticeProcessor(handle, { _, _ in }, nil)
    return unsafe handle
  }

  private func listen() {
    cancelHandle = unsafe CancelHandle(connection: handle)
    if let cancelHandle { registration = interruption?.register(cancelHandle) }
  }

  private func prepare() throws {
    serverState = try readState(options)
    try make(options.settings)
  }

  /// Changes a setting of the session for as long as this value lives, in the sessions too that take
  /// the place of a broken one.
  package func keep(setting name: String, _ value: String) throws(PostgresError) {
    try send(setting: name, value)
    kept.removeAll { $0.name == name }
    kept.append((name, value))
  }

  private func send(setting name: String, _ value: String) throws(PostgresError) {
    try execute("select set_config(\(name), \(value), false)")
  }

  /// Sets what differs. What this server's version has no setting of that name for, it cannot do
  /// either.
  private func make(_ settings: [SessionSetting]) throws(PostgresError) {
    try execute(
      """
      select set_config(setting.name, setting.value, false)
      from unnest(
        \(settings.map(\.name))::text[], \(settings.map(\.value))::text[],
        \(settings.map { $0.onlyInsteadOf ?? "" })::text[]
      ) as setting (name, value, only_instead_of)
      where current_setting(setting.name, true) <> setting.value
        and current_setting(setting.name, true)
          = coalesce(nullif(setting.only_instead_of, ''), current_setting(setting.name, true))
      """)
  }

  /// The server process that serves this session, as `pg_stat_activity.pid` names it.
  package var serverProcess: Int32 { serverState.process }

  /// The process that serves this session, as the server announced it when it let us in; a pooler
  /// announces none that exists.
  var announcedProcess: Int32 { unsafe PQbackendPID(handle) }

  /// Which database was reached, and where: `database "lab" on db.example:5432`.
  package var place: String {
    let host = unsafe PQhost(handle).map { unsafe String(cString: $0) } ?? ""
    let port = unsafe PQport(handle).map { unsafe String(cString: $0) } ?? ""
    let name = unsafe PQdb(handle).map { unsafe String(cString: $0) } ?? ""
    return "database \"\(name)\" on \(host):\(port)"
  }

  /// The server's version, such as 150018.
  package var serverVersion: Int32 { unsafe PQserverVersion(handle) }

  /// Refuses to go on after an interruption, and in a snapshot that somebody waits for.
  package func checkInterruption() throws(PostgresError) {
    if !mayFinish { try interruption?.check() }
    if isInTransaction { try yielding?.check() }
  }

  /// Asks the server to cancel what the connection runs; for other threads.
  func cancel() {
    cancelHandle?.cancel()
  }

  /// Calls `body` with libpq's keywords and their values, as its functions take them.
  static func with<Value>(
    _ parameters: [(String, String)],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Value
  ) -> Value {
    let keywords = parameters.map { [UInt8]($0.0.utf8) + [0] }
    let values = parameters.map { [UInt8]($0.1.utf8) + [0] }
    return unsafe withPointers(to: keywords) { keywords in
      unsafe withPointers(to: values) { values in unsafe body(keywords, values) }
    }
  }

  /// Calls `body` with a null-ended array of C strings.
  private static func withPointers<Value>(
    to texts: [[UInt8]], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
  ) -> Value {
    let joined = texts.flatMap(\.self)
    return unsafe joined.withUnsafeBytes { buffer in
      let start = buffer.baseAddress!
      let base = unsafe start.assumingMemoryBound(to: CChar.self)
      var pointers: [UnsafePointer<CChar>?] = unsafe []
      var offset = 0
      for text in texts {
        let pointer = unsafe base + offset
        unsafe pointers.append(pointer)
        offset += text.count
      }
      unsafe pointers.append(nil)
      return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }
  }

  /// A name as SQL writes it, whatever it is made of.
  static func quoted(_ name: String) -> String {
    let doubled = name.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"")
    return "\"\(doubled)\""
  }

  /// libpq's message in one line.
  static func tidied(_ message: String) -> String {
    let lines = message.split(whereSeparator: \.isNewline).map { line in
      String(line.drop { $0 == "\t" || $0 == " " })
    }
    // One that was tried with TLS and without says the same twice.
    var told = Set<String>()
    return lines.filter { told.insert($0).inserted }.joined(separator: " ")
  }
}
