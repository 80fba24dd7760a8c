Rails.application.routes.draw do
  use_doorkeeper { skip_controllers :applications, :authorized_applications, :authorizations }
  devise_for :users
  get '/profile', to: 'profiles#show'
end
