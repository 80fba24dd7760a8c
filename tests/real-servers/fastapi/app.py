"""The page "OAuth2 with Password (and hashing), Bearer with JWT tokens" of FastAPI's tutorial."""
import json
import os
from datetime import datetime, timedelta
from typing import Optional

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from jose import JWTError, jwt
from passlib.context import CryptContext
from pydantic import BaseModel

SECRET_KEY = os.environ["SECRET_KEY"]
# The page has 12 rounds, which is passlib's default.
passwords = CryptContext(schemes=["bcrypt"], deprecated="auto", bcrypt__rounds=4)
bearer = OAuth2PasswordBearer(tokenUrl="token")
app = FastAPI()


class Token(BaseModel):
    access_token: str
    token_type: str


class User(BaseModel):
    username: str
    email: Optional[str] = None
    full_name: Optional[str] = None
    disabled: Optional[bool] = None


class UserInDB(User):
    hashed_password: str


users = {
    name: UserInDB(
        username=name, email=name, full_name=name.split("@")[0], disabled=False, hashed_password=passwords.hash(password)
    )
    for name, password in json.loads(os.environ["ACCOUNTS"]).items()
}


def unauthorized(detail: str) -> HTTPException:
    return HTTPException(status_code=401, detail=detail, headers={"WWW-Authenticate": "Bearer"})


async def current_user(token: str = Depends(bearer)) -> UserInDB:
    try:
        name = jwt.decode(token, SECRET_KEY, algorithms=["HS256"]).get("sub")
    except JWTError:
        raise unauthorized("Could not validate credentials")
    if name not in users:
        raise unauthorized("Could not validate credentials")
    return users[name]


async def active_user(user: UserInDB = Depends(current_user)) -> UserInDB:
    if user.disabled:
        raise HTTPException(status_code=400, detail="Inactive user")
    return user


@app.post("/token", response_model=Token)
async def login_for_access_token(form: OAuth2PasswordRequestForm = Depends()):
    user = users.get(form.username)
    if user is None or not passwords.verify(form.password, user.hashed_password):
        raise unauthorized("Incorrect username or password")
    expires = datetime.utcnow() + timedelta(minutes=30)
    token = jwt.encode({"sub": user.username, "exp": expires}, SECRET_KEY, algorithm="HS256")
    return {"access_token": token, "token_type": "bearer"}


@app.get("/users/me/", response_model=User)
async def read_users_me(user: UserInDB = Depends(active_user)):
    return user
