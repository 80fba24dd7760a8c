# A Rails application with Devise (sessions in cookies, registration) and Doorkeeper (OAuth 2.0 tokens for its users).
require 'rails'
require 'active_record/railtie'
require 'action_controller/railtie'
require 'action_mailer/railtie'
require 'devise'
require 'devise/orm/active_record'
require 'doorkeeper'

class Accounts < Rails::Application
  config.load_defaults 6.1
  config.root = __dir__
  config.eager_load = true
  config.secret_key_base = ENV.fetch('SECRET_KEY_BASE')
  config.hosts.clear
  config.logger = Logger.new($stdout)
  config.log_level = :error
  config.action_dispatch.cookies_serializer = :json
end

Devise.setup do |config|
  config.navigational_formats = []
  config.stretches = 4
end
Doorkeeper.configure do
  orm :active_record
  grant_flows %w[password]
  use_refresh_token
  api_only
  resource_owner_from_credentials do
    user = User.find_for_database_authentication(email: params[:username])
    user if user&.valid_for_authentication? { user.valid_password?(params[:password]) }
  end
end
Accounts.initialize!
load 'db/schema.rb'
Doorkeeper::Application.create!(name: 'shop', uid: ENV.fetch('CLIENT_ID'), secret: ENV.fetch('CLIENT_SECRET'),
                                redirect_uri: 'urn:ietf:wg:oauth:2.0:oob')
run Accounts
