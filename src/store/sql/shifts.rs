//! Shifts: who sits at a screen now, by the database's own clock. No part of what is stored.

use std::time::Duration;

use super::super::{OnShift, StoreError};
use super::column::Columns;
use super::fault::fault;
use super::leases::{NOW, milliseconds};
use super::statement::query;
use super::{Durability, Sql};

const ATTENDING: &str = "asking who is on shift";

impl Sql {
    pub(super) async fn attend_shift(&self, screen: &str, operator: &str, hold: Duration) -> Result<(), StoreError> {
        let mut transaction = self.write_beside(Durability::Process, ATTENDING).await?;
        let statement = format!(
            "INSERT INTO shift (screen, operator, since_at, until_at) VALUES (?1, ?2, {NOW}, {NOW} + ?3)
             ON CONFLICT (screen) DO UPDATE SET until_at = excluded.until_at, operator = excluded.operator"
        );
        query(sqlx::AssertSqlSafe(statement))
            .bind(screen)
            .bind(operator)
            .bind(milliseconds(hold))
            .execute(&mut transaction)
            .await
            .map_err(fault(ATTENDING))?;
        self.commit_beside(transaction, ATTENDING).await
    }

    pub(super) async fn shifts(&self) -> Result<Vec<OnShift>, StoreError> {
        let statement =
            format!("SELECT screen, operator, since_at FROM shift WHERE until_at > {NOW} ORDER BY since_at, screen");
        let rows = query(sqlx::AssertSqlSafe(statement)).fetch_all(self.readers()).await.map_err(fault(ATTENDING))?;
        let one = |row: Columns<'_>| {
            Ok(OnShift { screen: row.get("screen")?, operator: row.said("operator")?, since: row.at("since_at")? })
        };
        rows.iter().map(|row| one(Columns(row))).collect()
    }

    /// Ends a shift; those that ended without a word long ago go with it.
    pub(super) async fn end_shift(&self, screen: &str) -> Result<(), StoreError> {
        let mut transaction = self.write_beside(Durability::Process, ATTENDING).await?;
        let statement = format!("DELETE FROM shift WHERE screen = ?1 OR until_at < {NOW} - 86400000");
        let ended = query(sqlx::AssertSqlSafe(statement)).bind(screen).execute(&mut transaction).await;
        ended.map_err(fault(ATTENDING))?;
        self.commit_beside(transaction, ATTENDING).await
    }
}
