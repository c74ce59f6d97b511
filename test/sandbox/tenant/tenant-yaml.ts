const audience = 'https://api.example.test'

/** A small tenant with one of everything that podlink deploys, as auth0-deploy-cli reads it. */
export const tenantYaml = `
tenant:
  friendly_name: Example
  default_directory: employees
  flags:
    disable_clickjack_protection_headers: false
resourceServers:
  - name: Production
    identifier: ${audience}
    enforce_policies: true
    token_dialect: access_token_authz
    allow_offline_access: true
    scopes:
      - { value: 'read:orders', description: Read orders }
      - { value: 'write:orders', description: Change orders }
      - { value: 'manage:people', description: Manage people }
clients:
  - name: Dashboard
    app_type: regular_web
    grant_types: [authorization_code, refresh_token]
    callbacks: ['https://dashboard.example.test/callback']
  - name: Worker App
    app_type: spa
    token_endpoint_auth_method: none
    grant_types: [authorization_code]
  - name: Sync Machine
    app_type: non_interactive
    grant_types: [client_credentials]
clientGrants:
  - client_id: Sync Machine
    audience: @@MANAGEMENT@@
    scope: ['read:users', 'update:users']
roles:
  - name: viewer
    permissions:
      - { permission_name: 'read:orders', resource_server_identifier: '${audience}' }
  - name: operator
    permissions:
      - { permission_name: 'read:orders', resource_server_identifier: '${audience}' }
      - { permission_name: 'write:orders', resource_server_identifier: '${audience}' }
  - name: designer
    permissions:
      - { permission_name: 'read:orders', resource_server_identifier: '${audience}' }
      - { permission_name: 'write:orders', resource_server_identifier: '${audience}' }
  - name: manager
    permissions:
      - { permission_name: 'read:orders', resource_server_identifier: '${audience}' }
      - { permission_name: 'write:orders', resource_server_identifier: '${audience}' }
      - { permission_name: 'manage:people', resource_server_identifier: '${audience}' }
databases:
  - name: employees
    strategy: auth0
    enabled_clients: [Dashboard, Worker App]
    options:
      passwordPolicy: good
      disable_signup: false
actions:
  - name: note-login
    code: ./post-login.js
    runtime: node22
    deployed: true
    supported_triggers: [{ id: post-login, version: v3 }]
    secrets: [{ name: SHARED_SECRET, value: '##SHARED_SECRET##' }]
  - name: note-registration
    code: ./registration.js
    runtime: node22
    deployed: true
    supported_triggers: [{ id: post-user-registration, version: v2 }]
    secrets: [{ name: SHARED_SECRET, value: '##SHARED_SECRET##' }]
triggers:
  post-login:
    - { action_name: note-login, display_name: Note the login }
  post-user-registration:
    - { action_name: note-registration, display_name: Note the registration }
logStreams:
  - name: audit
    type: http
    filters: [{ type: category, name: management.success }]
    sink:
      httpEndpoint: https://receiver.example.test/logs
      httpAuthorization: 'Bearer ##SHARED_SECRET##'
      httpContentType: application/json
      httpContentFormat: JSONARRAY
eventStreams:
  - name: people
    status: enabled
    subscriptions: [{ event_type: user.created }, { event_type: user.updated }, { event_type: user.deleted }]
    destination:
      type: webhook
      configuration:
        webhook_endpoint: https://receiver.example.test/events
        webhook_authorization: { method: bearer, token: '##SHARED_SECRET##' }
attackProtection:
  bruteForceProtection: { enabled: true, shields: [block], max_attempts: 10, mode: count_per_identifier, allowlist: [] }
  breachedPasswordDetection: { enabled: false, shields: [] }
  suspiciousIpThrottling: { enabled: true, shields: [block] }
emailTemplates:
  - template: verify_email
    body: ./verify_email.html
    subject: Verify your address
    from: ''
    syntax: liquid
    enabled: true
`
