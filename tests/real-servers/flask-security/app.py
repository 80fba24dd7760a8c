"""Flask-Security as its pages "Quick Start" and "Working with Single Page Applications" configure it."""
import os

import flask_wtf
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.models import fsqla_v3 as fsqla

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["SECRET_KEY"],
    SECURITY_PASSWORD_SALT=os.environ["PASSWORD_SALT"],
    SQLALCHEMY_DATABASE_URI="sqlite:///" + os.environ["DATABASE"],
    SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},
    SQLALCHEMY_TRACK_MODIFICATIONS=False,
    REMEMBER_COOKIE_SAMESITE="strict",
    SESSION_COOKIE_SAMESITE="strict",
    SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
    SECURITY_FLASH_MESSAGES=False,
    SECURITY_PASSWORD_HASH_OPTIONS={"bcrypt": {"rounds": 5}},
    SECURITY_REGISTERABLE=True,
    SECURITY_CHANGEABLE=True,
    SECURITY_SEND_REGISTER_EMAIL=False,
    SECURITY_REDIRECT_BEHAVIOR="spa",
    SECURITY_CSRF_PROTECT_MECHANISMS=["session", "basic"],
    SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=True,
    SECURITY_CSRF_COOKIE_NAME="XSRF-TOKEN",
    WTF_CSRF_CHECK_DEFAULT=False,
    WTF_CSRF_TIME_LIMIT=None,
)
flask_wtf.CSRFProtect(app)
db = SQLAlchemy(app)
fsqla.FsModels.set_db_info(db)


class Role(db.Model, fsqla.FsRoleMixin):
    pass


class User(db.Model, fsqla.FsUserMixin):
    pass


app.security = Security(app, SQLAlchemyUserDatastore(db, User, Role))
with app.app_context():
    db.create_all()
