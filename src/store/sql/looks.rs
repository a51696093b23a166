//! Looks: until when each operator had the screen before him.

use jiff::Timestamp;

use super::super::StoreError;
use super::column::{Columns, millis};
use super::fault::fault;
use super::statement::query;
use super::{Durability, Sql};
use crate::model::Seq;

const LOOKING: &str = "storing that somebody looked";

impl Sql {
    pub(super) async fn add_look(&self, operator: &str, until: Timestamp) -> Result<Seq, StoreError> {
        let (mut transaction, seq) = self.write(Durability::Process, LOOKING).await?;
        query("INSERT INTO look (operator, looked_at, seq) VALUES (?1, ?2, ?3)")
            .bind(operator)
            .bind(millis(until))
            .bind(seq.0)
            .execute(&mut transaction)
            .await
            .map_err(fault(LOOKING))?;
        self.commit(transaction, LOOKING).await?;
        Ok(seq)
    }

    pub(super) async fn look_of(&self, operator: &str, by: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let row = query("SELECT max(looked_at) AS looked_at FROM look WHERE operator = ?1 AND looked_at <= ?2")
            .bind(operator)
            .bind(millis(by))
            .fetch_one(self.readers())
            .await
            .map_err(fault("asking when somebody last looked"))?;
        Columns(&row).maybe_at("looked_at")
    }
}
